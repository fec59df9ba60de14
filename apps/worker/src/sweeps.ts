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
  private readonly wakes = new Set<() => void>();
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
    for (const wake of this.wakes) wake();
    await Promise.all(this.loops);
  }

  private async repeat(sweep: Sweep): Promise<void> {
    while (this.running) {
      try {
        const count = await sweep.run();
        if (sweep.removes && count !== 0)
          this.logger.info({ sweep: sweep.name, count }, 'files that nobody used were removed');
      } catch (error: unknown) {
        this.logger.warn({ sweep: sweep.name, err: error }, 'sweep failed and will run again');
      }
      await this.rest(await this.restOf(sweep));
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

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      if (!this.running) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        this.wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.wakes.add(wake);
    });
  }
}
