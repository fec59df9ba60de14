import type { SelfSaving } from './rule';

interface SavedCounts {
  readonly day: number | null;
  readonly counts: readonly number[];
}

/** How many records the latest so many local days have, each and all together. */
export class DayCounts implements SelfSaving {
  /** Records of the latest day. */
  today = 0;
  private day: number | null = null;
  /** Of the days before. */
  private earlier = 0;
  /** In a ring by day. */
  private readonly counts: number[];

  constructor(private readonly days: number) {
    this.counts = new Array<number>(days).fill(0);
  }

  get sum(): number {
    return this.earlier + this.today;
  }

  /** To a later day. */
  moveTo(day: number): void {
    if (this.day !== null) {
      this.counts[this.placeOf(this.day)] = this.today;
      this.earlier += this.today;
      // The days that fall out are those whose places the new days take.
      const last = Math.min(day, this.day + this.days);
      for (let one = this.day + 1; one <= last; one++) {
        const place = this.placeOf(one);
        this.earlier -= this.counts[place] as number;
        this.counts[place] = 0;
      }
    }
    this.day = day;
    this.today = 0;
  }

  save(): SavedCounts {
    const { day, days } = this;
    // Oldest first, and today last.
    const before = Array.from({ length: days - 1 }, (_, i) =>
      day === null ? 0 : (this.counts[this.placeOf(day - days + 1 + i)] as number),
    );
    return { day, counts: [...before, this.today] };
  }

  load(saved: unknown): void {
    const { day, counts } = saved as SavedCounts;
    this.day = day;
    if (day === null) return;
    for (const [i, count] of counts.slice(0, -1).entries()) {
      this.counts[this.placeOf(day - this.days + 1 + i)] = count;
      this.earlier += count;
    }
    this.today = counts.at(-1) ?? 0;
  }

  /** Days before 1970 are negative. */
  private placeOf(day: number): number {
    return ((day % this.days) + this.days) % this.days;
  }
}
