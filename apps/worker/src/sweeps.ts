import type { Logger } from '@thaw/platform';

/** Something looked for again and again: what came due, what was lost, what can go. It must be safe to run twice. */
export interface Sweep {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
  /** In how many ms there is something to do next, where that is known; it rests no longer than that. */
  readonly dueIn?: () => Promise<number | null>;
  /** It tells how many files it removed, and the log says so where there were any. */
  readonly removes?: true;
}

/** What is due and held by somebody else is not looked at without end. */
const SHORTEST_REST_MS = 5;

/** Runs each sweep, rests, and runs it again: never twice at once, and one that fails never ends the others. */
export class Sweeps {
  private readonly wakes = new Map<Sweep, () => void>();
  /** Those that are not to rest before they looked once more. */
  private readonly hurried = new Set<Sweep>();
  private loops: readonly Promise<void>[] = [];
  private running = false;

  constructor(
    private readonly list: readonly Sweep[],
    private readonly logger: Pick<Logger, 'warn' | 'info'>,
  ) {}

  start(): void {
    if (this.running) return;
    this.running = true;
    this.loops = this.list.map((sweep) => this.repeat(sweep));
  }

  /** Resolves when no sweep is under way any more. */
  async stop(): Promise<void> {
    this.running = false;
    for (const wake of this.wakes.values()) wake();
    await Promise.all(this.loops);
  }

  /** Time went by at once, as a demo's clock is moved on: what would have looked meanwhile looks now. */
  movedOn(ms: number): void {
    for (const sweep of this.list) {
      if (sweep.everyMs > ms) continue;
      this.hurried.add(sweep);
      this.wakes.get(sweep)?.();
    }
  }

  private async repeat(sweep: Sweep): Promise<void> {
    while (this.running) {
      this.hurried.delete(sweep);
      try {
        const count = await sweep.run();
        if (sweep.removes && count !== 0)
          this.logger.info({ sweep: sweep.name, count }, 'files that nobody used were removed');
      } catch (error: unknown) {
        this.logger.warn({ sweep: sweep.name, err: error }, 'sweep failed and will run again');
      }
      const ms = await this.restOf(sweep);
      await this.rest(sweep, ms);
    }
  }

  private async restOf({ name, everyMs, dueIn }: Sweep): Promise<number> {
    if (!dueIn || !this.running) return everyMs;
    try {
      const ms = await dueIn();
      return ms === null ? everyMs : Math.min(everyMs, Math.max(ms, SHORTEST_REST_MS));
    } catch (error: unknown) {
      this.logger.warn({ sweep: name, err: error }, 'sweep does not know when it is due next');
      return everyMs;
    }
  }

  private rest(sweep: Sweep, ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.running || this.hurried.has(sweep)) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        this.wakes.delete(sweep);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakes.set(sweep, wake);
    });
  }
}
