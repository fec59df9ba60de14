import { momentMark } from './finding-text';
import type { FindingHead, FindingSink, SelfSaving, StreamRecord } from './rule';

/** A merged finding: all that has joined it, or so much of it as is told now. */
export interface WindowRun {
  /** ms of its first and last record, and the same as {@link momentMark}. */
  from: number;
  to: number;
  fromMark: number;
  toMark: number;
  count: number;
  sumFen: number;
  /** The strongest of its spans: the value that is measured, and one more that its explanation may speak of. */
  peak: readonly [measured: number, also: number];
}

export type WindowHead = (run: WindowRun) => FindingHead;

interface SavedRun extends WindowRun {
  readonly ids: number[];
}

/** Records side by side, oldest first. */
interface SavedWindow {
  readonly at: readonly number[];
  readonly id: readonly number[];
  readonly fen: readonly number[];
  readonly mark: readonly number[];
  /** 1 for those that have joined. */
  readonly joined: readonly number[];
  readonly run: SavedRun | null;
}

const FIRST_SLOTS = 16;

/**
 * The records of the last so many ms, and the merged finding that they make where a span is not all that is in the window,
 * but some of it (else a MergedWindow costs less): every span that qualifies lies in it with all its records, and
 * spans that share one are one finding (rules.md, "What one finding is"). A record exactly as old as the window is wide is
 * outside.
 *
 * Records stand in a ring of flat memory, so that taking one in and letting one go costs a few nanoseconds. One that
 * has joined is handed to its finding when it leaves the window: by then none before it can still join, so that a
 * finding lists its transactions as they came; and the finding is over when the last that joined has left, since
 * nothing later can share a record with it.
 */
export class SlidingWindow implements SelfSaving {
  /** Records are numbered as they come; those from `first` up to `next` are in the window. */
  first = 0;
  next = 0;

  private at = new Float64Array(FIRST_SLOTS);
  private id = new Float64Array(FIRST_SLOTS);
  private fen = new Float64Array(FIRST_SLOTS);
  private mark = new Float64Array(FIRST_SLOTS);
  private joinedAt = new Uint8Array(FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  private joined = 0;
  private run: SavedRun | null = null;

  constructor(
    private readonly widthMs: number,
    private readonly headOf: WindowHead,
  ) {}

  amountOf(number: number): number {
    return this.fen[number & this.mask] as number;
  }

  hasJoined(number: number): boolean {
    return this.joinedAt[number & this.mask] === 1;
  }

  /** Lets go of what is too old at this time, ms since the epoch. */
  moveTo(at: number, out: FindingSink): void {
    const before = at - this.widthMs;
    while (this.first < this.next && (this.at[this.first & this.mask] as number) <= before)
      this.dropFirst(out);
  }

  /** Takes in the latest record. Move to its time first. */
  add({ at, id, amountFen, day, second }: StreamRecord): void {
    this.put(at, id, amountFen, momentMark(day, second), false);
  }

  /** One record of a span that qualifies; see {@link raise}. */
  join(number: number): void {
    if (this.hasJoined(number)) return;
    this.joinedAt[number & this.mask] = 1;
    this.joined += 1;
  }

  /** A span qualifies, and is measured so. Its records are to be joined too. */
  raise(measured: number, also: number): void {
    this.run ??= {
      ...{ from: 0, to: 0, fromMark: 0, toMark: 0, count: 0, sumFen: 0 },
      peak: [measured, also],
      ids: [],
    };
    if (measured > this.run.peak[0]) this.run.peak = [measured, also];
  }

  /** Puts what was handed over since the last time. */
  settle(out: FindingSink): void {
    const { run } = this;
    if (run === null || run.ids.length === 0) return;
    out.put(this.headOf(run), run.ids);
    run.ids.length = 0;
  }

  /** Puts the finding with what has joined it and is still in the window. Changes nothing. */
  finish(out: FindingSink): void {
    if (this.run === null || this.joined === 0) return;
    const whole: SavedRun = { ...this.run, ids: [] };
    for (let number = this.first; number < this.next; number++) {
      if (this.hasJoined(number)) this.handOver(number & this.mask, whole);
    }
    out.put(this.headOf(whole), whole.ids);
  }

  save(): SavedWindow {
    const places = Array.from({ length: this.next - this.first }, (_, i) => (this.first + i) & this.mask);
    const column = (values: ArrayLike<number>): number[] => places.map((place) => values[place] as number);
    return {
      at: column(this.at),
      id: column(this.id),
      fen: column(this.fen),
      mark: column(this.mark),
      joined: column(this.joinedAt),
      run: structuredClone(this.run),
    };
  }

  load(saved: unknown): void {
    const { at, id, fen, mark, joined, run } = saved as SavedWindow;
    for (const [i, when] of at.entries()) {
      const hasJoined = joined[i] === 1;
      this.put(when, id[i] as number, fen[i] as number, mark[i] as number, hasJoined);
      if (hasJoined) this.joined += 1;
    }
    this.run = structuredClone(run);
  }

  /** To try out what would be. */
  copy(): SlidingWindow {
    const copy = new SlidingWindow(this.widthMs, this.headOf);
    copy.load(this.save());
    return copy;
  }

  private put(at: number, id: number, fen: number, mark: number, hasJoined: boolean): void {
    if (this.next - this.first === this.at.length) this.makeRoom();
    const place = this.next & this.mask;
    this.next += 1;
    this.at[place] = at;
    this.id[place] = id;
    this.fen[place] = fen;
    this.mark[place] = mark;
    this.joinedAt[place] = hasJoined ? 1 : 0;
  }

  private dropFirst(out: FindingSink): void {
    const place = this.first & this.mask;
    this.first += 1;
    if (this.joinedAt[place] === 0) return;
    this.handOver(place, this.run as SavedRun);
    this.joined -= 1;
    if (this.joined > 0) return;
    this.settle(out);
    this.run = null;
  }

  private handOver(place: number, run: SavedRun): void {
    const at = this.at[place] as number;
    const mark = this.mark[place] as number;
    if (run.count === 0) {
      run.from = at;
      run.fromMark = mark;
    }
    run.to = at;
    run.toMark = mark;
    run.count += 1;
    run.sumFen += this.fen[place] as number;
    run.ids.push(this.id[place] as number);
  }

  private makeRoom(): void {
    const old = this.mask;
    const slots = this.at.length * 2;
    this.mask = slots - 1;
    const larger = <T extends Float64Array | Uint8Array>(from: T, to: T): T => {
      for (let number = this.first; number < this.next; number++) {
        to[number & this.mask] = from[number & old] as number;
      }
      return to;
    };
    this.at = larger(this.at, new Float64Array(slots));
    this.id = larger(this.id, new Float64Array(slots));
    this.fen = larger(this.fen, new Float64Array(slots));
    this.mark = larger(this.mark, new Float64Array(slots));
    this.joinedAt = larger(this.joinedAt, new Uint8Array(slots));
  }
}
