/** So many failures one after the other, of whatever was sent, are the other side's and not of what was sent. */
const OPENS_AFTER = 5;
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 120_000;

/**
 * Spares another side that is away, and us the waiting for it: once nothing got through several times, it is tried by one
 * alone, ever more seldom, until something gets through. Each process knows its own.
 */
export class CircuitBreaker {
  private failures = 0;
  private restMs = 0;
  private restsUntil = 0;

  /**
   * Asked right before a try. Of those that ask once a rest is over, the first tries, and the others wait for what comes of it.
   * @returns until when nobody is to try; null: try now, and tell what became of it.
   */
  waitUntil(now: Date): Date | null {
    if (this.failures < OPENS_AFTER) return null;
    if (now.getTime() < this.restsUntil) return new Date(this.restsUntil);
    this.restsUntil = now.getTime() + this.restMs;
    return null;
  }

  gotThrough(): void {
    this.failures = 0;
    this.restMs = 0;
    this.restsUntil = 0;
  }

  failed(now: Date): void {
    this.failures += 1;
    if (this.failures < OPENS_AFTER) return;
    this.restMs = Math.min(this.restMs === 0 ? FIRST_REST_MS : this.restMs * 2, LONGEST_REST_MS);
    this.restsUntil = now.getTime() + this.restMs;
  }
}
