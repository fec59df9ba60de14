import { SystemClock, type Clock } from '@thaw/kernel';

/** The time that the seed writes under: what is seeded to have happened some hours ago did so then. */
export class SeedClock implements Clock {
  private readonly real = new SystemClock();
  private behindMs = 0;

  now(): Date {
    return new Date(this.real.now().getTime() - this.behindMs);
  }

  /** Every clock reads this many hours ago while `work` is done. */
  async ago<T>(hours: number, work: () => Promise<T>): Promise<T> {
    this.behindMs = hours * 3_600_000;
    try {
      return await work();
    } finally {
      this.behindMs = 0;
    }
  }
}
