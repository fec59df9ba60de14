import type { Logger } from '@thaw/platform';

/** Something looked for again and again: what came due, what was lost, what can go. It must be safe to run twice. */
export interface Sweep {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
  /** It tells how many files it removed, and the log says so where there were any. */
  readonly removes?: true;
}

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
      await this.rest(sweep.everyMs);
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
