import { AmountBands } from './amount-bands';
import type { FindingSink, SelfSaving, StreamRecord } from './rule';
import { type SlidingWindow } from './sliding-window';

interface SavedAmounts {
  readonly window: unknown;
  readonly unjudged: number;
}

/**
 * The purchases of a window, each of which asks once its instant is over how many before it were of nearly its own
 * amount. Not sooner, so that it does not matter in which order those of one instant came.
 */
export class SimilarAmounts implements SelfSaving {
  private bands = new AmountBands();
  /** Those from this number on are of the latest instant, and have not asked yet. */
  private judgedTo = 0;

  /**
   * @param near how far in percent of the asking amount another may be from it, both ends inside
   * @param least how many, itself among them, make a span that qualifies
   */
  constructor(
    private readonly window: SlidingWindow,
    private readonly near: number,
    private readonly least: number,
  ) {}

  /** Moves to a later instant. */
  moveTo(at: number, out: FindingSink): void {
    this.judge();
    this.window.moveTo(at, out);
    this.bands.forget(this.window.first);
  }

  add(record: StreamRecord): void {
    this.window.add(record);
    this.bands.add(record.amountFen, true);
  }

  settle(out: FindingSink): void {
    this.window.settle(out);
  }

  /** Puts what holds if the latest instant is over. Changes nothing. */
  finish(out: FindingSink): void {
    const whole = new SimilarAmounts(this.window.copy(), this.near, this.least);
    whole.fillBands(this.window.next - this.judgedTo);
    whole.judge();
    whole.window.finish(out);
  }

  save(): SavedAmounts {
    return { window: this.window.save(), unjudged: this.window.next - this.judgedTo };
  }

  load(saved: unknown): void {
    const { window, unjudged } = saved as SavedAmounts;
    this.window.load(window);
    this.fillBands(unjudged);
  }

  private judge(): void {
    let [best, amount] = [0, 0];
    for (; this.judgedTo < this.window.next; this.judgedTo++) {
      const fen = this.window.amountOf(this.judgedTo);
      const from = Math.ceil(((100 - this.near) * fen) / 100);
      const to = Math.floor(((100 + this.near) * fen) / 100);
      const count = this.bands.countWithin(from, to, this.least);
      if (count < this.least) continue;
      this.bands.takeWaiting(from, to, (number) => this.window.join(number));
      if (count > best || (count === best && fen < amount)) [best, amount] = [count, fen];
    }
    if (best > 0) this.window.raise(best, amount);
  }

  private fillBands(unjudged: number): void {
    const { window } = this;
    for (let number = window.first; number < window.next; number++) {
      this.bands.add(window.amountOf(number), !window.hasJoined(number));
    }
    this.judgedTo = window.next - unjudged;
  }
}
