import { SparseTally } from './card-tally';
import type { FindingSink, SelfSaving, StreamRecord } from './rule';
import { SlidingWindow, type SavedWindow, type WindowRun } from './sliding-window';
import type { FindingHead } from './rule';

const LEAST = 1_024;

/** One window for each BIN: a run of numbers of one BIN is one merged finding, whatever happens beside it. */
export class BinWindows implements SelfSaving {
  private readonly windows = new Map<string, SlidingWindow>();
  /** Windows in which nothing is left are let go when there are this many, or twice as many as were left the last time. */
  private tidyAt = LEAST;

  constructor(
    private readonly widthMs: number,
    /** How many cards in a window make it qualify. */
    private readonly least: number,
    private readonly headOf: (bin: string, run: WindowRun) => FindingHead,
  ) {}

  add(bin: string, record: StreamRecord, out: FindingSink): void {
    let window = this.windows.get(bin);
    if (window === undefined) {
      if (this.windows.size >= this.tidyAt) this.tidy(record.at, out);
      window = this.open(bin);
    }
    window.moveTo(record.at, out);
    window.add(record);
    if (window.distinct >= this.least) window.joinAll(window.distinct);
  }

  /** @param at ms of the latest record */
  settle(at: number, out: FindingSink): void {
    this.tidy(at, out);
    for (const window of this.windows.values()) window.settle(out);
  }

  finish(out: FindingSink): void {
    for (const window of this.windows.values()) window.finish(out);
  }

  save(tokenOf: (cardNo: number) => string): Map<string, SavedWindow> {
    return new Map(Array.from(this.windows, ([bin, window]) => [bin, window.save(tokenOf)]));
  }

  load(saved: unknown, numberOf: (token: string) => number): void {
    for (const [bin, window] of saved as ReadonlyMap<string, SavedWindow>) {
      this.open(bin).load(window, numberOf);
    }
  }

  private open(bin: string): SlidingWindow {
    const window = new SlidingWindow(this.widthMs, (run) => this.headOf(bin, run), new SparseTally());
    this.windows.set(bin, window);
    return window;
  }

  private tidy(at: number, out: FindingSink): void {
    for (const [bin, window] of this.windows) {
      window.moveTo(at, out);
      if (window.size === 0) this.windows.delete(bin);
    }
    this.tidyAt = Math.max(LEAST, this.windows.size * 2);
  }
}
