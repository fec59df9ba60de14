/** Bounds the memory that an attacker with ever new names or addresses can take; the oldest are forgotten first. */
const KEYS_KEPT = 50_000;

/** When something was guessed at within a sliding window, by whatever it is counted by. */
export class GuessBook {
  /** In order of the latest guess, since a key is put back at the end with each. */
  private readonly times = new Map<string, readonly number[]>();

  constructor(private readonly windowMs: number) {}

  get size(): number {
    return this.times.size;
  }

  /** Oldest first. */
  recent(key: string, now: number): readonly number[] {
    return (this.times.get(key) ?? []).filter((at) => at > now - this.windowMs);
  }

  add(key: string, now: number): void {
    const recent = this.recent(key, now);
    this.times.delete(key);
    this.times.set(key, [...recent, now]);
    for (const [oldest, times] of this.times) {
      if ((times.at(-1) ?? 0) > now - this.windowMs && this.times.size <= KEYS_KEPT) return;
      this.times.delete(oldest);
    }
  }

  /** Takes these guesses back: each once, others of the same instant stay. */
  takeBack(key: string, guesses: readonly number[]): void {
    const left = [...(this.times.get(key) ?? [])];
    for (const guess of guesses) {
      const place = left.indexOf(guess);
      if (place !== -1) left.splice(place, 1);
    }
    if (left.length === 0) this.times.delete(key);
    else this.times.set(key, left);
  }
}
