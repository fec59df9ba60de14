import { SystemClock, systemActor, type Clock } from '@thaw/kernel';
import type { Database } from './database/database';

/** Nest's injection token for the desk's {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

/** How stale a process's view of the shared offset may be. */
const REFRESH_MS = 250;

/**
 * The embedded demo's clock: real time plus an offset kept in the database, so that a demo of a 30-day watch need not
 * take 30 days. All processes of the demo share it. It can only be moved forward. Sign-in does not use it.
 */
export class SandboxClock implements Clock {
  private offsetMs = 0;
  private heard: ((ms: number) => void) | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(private readonly database: Database) {}

  now(): Date {
    return new Date(new SystemClock().now().getTime() + this.offsetMs);
  }

  async start(): Promise<void> {
    await this.refresh();
    this.timer = setInterval(() => void this.refresh().catch(() => undefined), REFRESH_MS);
    this.timer.unref();
  }

  /** `heard` hears by how much the clock was moved on, by whichever process. */
  onMoved(heard: (ms: number) => void): void {
    this.heard = heard;
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer);
  }

  /** @returns the desk's time after the move. */
  async advance(ms: number): Promise<Date> {
    await this.database.asActor(systemActor('setup'), (tx) =>
      tx.query(
        `INSERT INTO sandbox_clock (singleton, offset_ms) VALUES (true, $1)
         ON CONFLICT (singleton) DO UPDATE SET offset_ms = sandbox_clock.offset_ms + excluded.offset_ms`,
        [ms],
      ),
    );
    await this.refresh();
    return this.now();
  }

  private async refresh(): Promise<void> {
    const rows = await this.database.asActor(systemActor('setup'), (tx) =>
      tx.query<{ offset_ms: string }[]>('SELECT offset_ms FROM sandbox_clock'),
    );
    const before = this.offsetMs;
    this.offsetMs = Number(rows[0]?.offset_ms ?? 0);
    if (this.offsetMs > before) this.heard?.(this.offsetMs - before);
  }
}
