import { SparseTally } from './card-tally';
import { MergedWindow, type MergedRun } from './merged-window';
import type { FindingHead, FindingSink, SelfSaving, StreamRecord } from './rule';

const LEAST = 1_024;

/** One window for each BIN: a run of numbers of one BIN is one merged finding, whatever happens beside it. */
export class BinWindows implements SelfSaving {
  private readonly windows = new Map<string, MergedWindow>();
  /** Windows in which nothing is left are let go when there are this many, or twice as many as were left the last time. */
  private tidyAt = LEAST;

  constructor(
    private readonly widthMs: number,
    /** By choice: how many cards in a window make it qualify. */
    private readonly least: readonly number[],
    private readonly headOf: (bin: string, run: MergedRun, least: number) => FindingHead,
  ) {}

  add(bin: string, record: StreamRecord, out: FindingSink): void {
    let window = this.windows.get(bin);
    if (window === undefined) {
      if (this.windows.size >= this.tidyAt) this.tidy(record.at, out);
      window = this.open(bin);
    }
    window.dropUntil(record.at - this.widthMs);
    window.add(record, false, out);
    const { distinct } = window;
    for (let choice = 0; choice < this.least.length; choice++) {
      if (distinct >= (this.least[choice] as number)) window.join(choice, out, distinct);
    }
  }

  /** @param at ms of the latest record */
  settle(at: number, out: FindingSink): void {
    this.tidy(at, out);
    for (const window of this.windows.values()) window.settle(out);
  }

  save(tokenOf: (cardNo: number) => string): Map<string, unknown> {
    return new Map(Array.from(this.windows, ([bin, window]) => [bin, window.save(tokenOf)]));
  }

  load(saved: unknown, numberOf: (token: string) => number): void {
    for (const [bin, window] of saved as ReadonlyMap<string, unknown>) {
      this.open(bin).load(window, numberOf);
    }
  }

  private open(bin: string): MergedWindow {
    const { least } = this;
    const window = new MergedWindow(
      least.length,
      (run, choice) => this.headOf(bin, run, least[choice] as number),
      new SparseTally(),
    );
    this.windows.set(bin, window);
    return window;
  }

  private tidy(at: number, out: FindingSink): void {
    for (const [bin, window] of this.windows) {
      window.dropUntil(at - this.widthMs);
      if (window.size > 0) continue;
      window.settle(out);
      this.windows.delete(bin);
    }
    this.tidyAt = Math.max(LEAST, this.windows.size * 2);
  }
}
