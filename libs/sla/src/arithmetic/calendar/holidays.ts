const DAY_MS = 86_400_000;

/** The arrangement of holidays of one year, as the State Council announces it, dates as `YYYY-MM-DD`. */
export interface HolidayYear {
  readonly year: number;
  /** Days off (放假), whatever weekday they are. */
  readonly off: readonly string[];
  /** Weekend days that are worked instead (调休). */
  readonly makeup: readonly string[];
}

/**
 * Which days are worked: weekdays but for days off, and makeup days. A year that was not announced yet, or not loaded, is
 * plain weekdays, and whoever reckons with it is told so by {@link isLoaded}.
 * Days are numbers since 1970-01-01.
 */
export class Holidays {
  /** Nothing is known: weekdays are worked, weekends are not. */
  static readonly NONE = new Holidays([]);

  private readonly off: ReadonlySet<number>;
  private readonly makeup: ReadonlySet<number>;
  private readonly years: ReadonlySet<number>;
  private readonly counts = new Map<number, Uint16Array>();

  constructor(years: readonly HolidayYear[]) {
    this.off = new Set(years.flatMap(({ off }) => off.map(dayNumber)));
    this.makeup = new Set(years.flatMap(({ makeup }) => makeup.map(dayNumber)));
    this.years = new Set(years.map(({ year }) => year));
  }

  isLoaded(year: number): boolean {
    return this.years.has(year);
  }

  isOff(day: number): boolean {
    return this.off.has(day);
  }

  isMakeup(day: number): boolean {
    return this.makeup.has(day);
  }

  isWorkingDay(day: number): boolean {
    return isWeekend(day) ? this.makeup.has(day) : !this.off.has(day);
  }

  /** The first working day that is `day` or comes after it. */
  workingDayFrom(day: number): number {
    return this.nthAfter(day - 1, 1);
  }

  /**
   * The n-th working day strictly after `day`, for n > 0; strictly before it for n < 0; `day` itself or the next for 0.
   * A start that is no working day is not rolled first: the next working day after it is day 1.
   */
  nthWorkingDay(day: number, n: number): number {
    if (n === 0) return this.workingDayFrom(day);
    return n > 0 ? this.nthAfter(day, n) : this.nthBefore(day, -n);
  }

  /**
   * The last day of a period of so many days that a law sets: it starts the day after (Civil Code, art. 201), and one that
   * would end on a day of rest ends on the next working day (art. 203). A makeup day is worked, and so ends a period.
   */
  statutoryLastDay(day: number, count: number): number {
    return this.workingDayFrom(day + count);
  }

  /** Working days of `[from, to]`, both inside; none where `to` lies before `from`. */
  workingDaysIn(from: number, to: number): number {
    if (to < from) return 0;
    return this.workedUpTo(to) - this.workedUpTo(from - 1);
  }

  private nthAfter(day: number, n: number): number {
    let year = yearOf(day);
    let left = n + this.inYearUpTo(year, day);
    for (;;) {
      const counts = this.countsOf(year);
      const all = counts[counts.length - 1] as number;
      if (left <= all) return firstDayOf(year) + firstAtLeast(counts, left) - 1;
      left -= all;
      year += 1;
    }
  }

  private nthBefore(day: number, n: number): number {
    let year = yearOf(day - 1);
    // The n-th before is the one with so many worked up to it and including it.
    let rank = this.inYearUpTo(year, day - 1) - n + 1;
    while (rank <= 0) {
      year -= 1;
      const counts = this.countsOf(year);
      rank += counts[counts.length - 1] as number;
    }
    return firstDayOf(year) + firstAtLeast(this.countsOf(year), rank) - 1;
  }

  /** Worked days since the start of 1970 (less than none before it), `day` inside. */
  private workedUpTo(day: number): number {
    const year = yearOf(day);
    let sum = this.inYearUpTo(year, day);
    for (let before = 1970; before < year; before++) sum += this.inYear(before);
    for (let after = year; after < 1970; after++) sum -= this.inYear(after);
    return sum;
  }

  private inYear(year: number): number {
    const counts = this.countsOf(year);
    return counts[counts.length - 1] as number;
  }

  private inYearUpTo(year: number, day: number): number {
    return this.countsOf(year)[day - firstDayOf(year) + 1] as number;
  }

  /** By day of the year, from 0 (none) on: how many were worked before the day that follows. */
  private countsOf(year: number): Uint16Array {
    let counts = this.counts.get(year);
    if (!counts) {
      const first = firstDayOf(year);
      counts = new Uint16Array(firstDayOf(year + 1) - first + 1);
      for (let i = 1; i < counts.length; i++)
        counts[i] = (counts[i - 1] as number) + (this.isWorkingDay(first + i - 1) ? 1 : 0);
      this.counts.set(year, counts);
    }
    return counts;
  }
}

/** The first index of an ascending list whose value is at least `value`. */
function firstAtLeast(ascending: Uint16Array, value: number): number {
  let [low, high] = [0, ascending.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 1970-01-01 was a Thursday. */
export const isWeekend = (day: number): boolean => [2, 3].includes(((day % 7) + 7) % 7);

/** Day number of a date `YYYY-MM-DD`. */
export const dayNumber = (date: string): number => Date.parse(date) / DAY_MS;

export const yearOf = (day: number): number => new Date(day * DAY_MS).getUTCFullYear();

export const firstDayOf = (year: number): number => Date.UTC(year, 0, 1) / DAY_MS;
