import { Worker } from 'node:worker_threads';

/** A thread that has done its work once does the next in two thirds of the time: its code has been compiled by then. */
const KEPT_MS = 60_000;
const KEPT_MOST = 1;
interface Kept {
  readonly thread: Worker;
  readonly end: NodeJS.Timeout;
  readonly forget: () => void;
}

/** Threads of one kind: taken one by one, and kept a while for the next who needs one. */
export class ThreadPool {
  private readonly kept: Kept[] = [];
  private busy = 0;

  /**
   * @param youngMb for what dies soon, as what a line or a record leaves behind: the 48 MB that are usual would only let
   * the process grow
   */
  constructor(
    private readonly file: string,
    private readonly youngMb: number,
  ) {}

  /** Threads that have been taken and neither given back nor ended. */
  get taken(): number {
    return this.busy;
  }

  take(): Worker {
    this.busy += 1;
    const kept = this.kept.pop();
    if (!kept) {
      const thread = new Worker(this.file, { resourceLimits: { maxYoungGenerationSizeMb: this.youngMb } });
      // Whoever works with it keeps the process alive, and nobody else is to.
      thread.unref();
      return thread;
    }
    clearTimeout(kept.end);
    kept.forget();
    return kept.thread;
  }

  /** Takes back a thread that has done its work. */
  giveBack(thread: Worker): void {
    this.busy -= 1;
    if (this.kept.length >= KEPT_MOST) {
      void thread.terminate();
      return;
    }
    const drop = (): void => {
      const place = this.kept.indexOf(kept);
      if (place !== -1) this.kept.splice(place, 1);
    };
    const end = setTimeout(() => {
      drop();
      void thread.terminate();
    }, KEPT_MS).unref();
    const kept: Kept = {
      thread,
      end,
      forget: () => thread.off('error', drop).off('exit', drop),
    };
    thread.once('error', drop).once('exit', drop);
    this.kept.push(kept);
  }

  /** Ends a thread in the middle of its work. */
  end(thread: Worker): void {
    this.busy -= 1;
    void thread.terminate();
  }
}
