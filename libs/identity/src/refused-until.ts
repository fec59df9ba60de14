/** Bounds the memory that an attacker with ever new names or addresses can take; the oldest are forgotten first. */
const KEYS_KEPT = 50_000;
/** So long it is taken as known; then it is asked anew, as another process may have forgiven meanwhile. */
const KNOWN_MS = 5_000;

interface Refusal {
  readonly until: number;
  readonly notedAt: number;
}

/** Until when guesses wait that were refused a moment ago, so that whoever floods with them costs the database nothing. In ms. */
export class RefusedUntil {
  private readonly noted = new Map<string, Refusal>();

  get size(): number {
    return this.noted.size;
  }

  /** @returns how long yet; 0 where nothing is known now. */
  wait(key: string, now: number): number {
    const refusal = this.noted.get(key);
    if (!refusal) return 0;
    const { until, notedAt } = refusal;
    if (notedAt <= now && now < notedAt + KNOWN_MS && now < until) return until - now;
    this.noted.delete(key);
    return 0;
  }

  note(key: string, until: number, now: number): void {
    this.noted.delete(key);
    this.noted.set(key, { until, notedAt: now });
    const [oldest] = this.noted.keys();
    if (this.noted.size > KEYS_KEPT && oldest !== undefined) this.noted.delete(oldest);
  }
}
