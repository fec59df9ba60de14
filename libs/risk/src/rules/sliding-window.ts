import type { CardTally } from './card-tally';
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
  /** The strongest of its spans: the value that is measured, and two more that its explanation may speak of. */
  peak: readonly [measured: number, also: number, andAlso: number];
}

export type WindowHead = (run: WindowRun) => FindingHead;

interface SavedRun extends WindowRun {
  readonly ids: number[];
}

/** Records side by side, oldest first; cards by token, where they are counted. */
export interface SavedWindow {
  readonly at: readonly number[];
  readonly id: readonly number[];
  readonly fen: readonly number[];
  readonly mark: readonly number[];
  readonly card: readonly (string | null)[] | null;
  readonly marks: readonly number[];
  readonly run: SavedRun | null;
}

const FIRST_SLOTS = 16;
const JOINED = 1;
const TAGGED = 2;

/**
 * The records of the last so many ms, and the merged finding that they make: every span that qualifies lies in it with
 * all its records, and spans that share one are one finding (rules.md, "What one finding is"). A record exactly as old
 * as the window is wide is outside.
 *
 * Records stand in a ring of flat memory, so that taking one in and letting one go costs a few nanoseconds. One that
 * has joined is handed to its finding when it leaves the window: by then none before it can still join, so that a
 * finding lists its transactions as they came; and the finding is over when the last that joined has left, since
 * nothing later can share a record with it.
 */
export class SlidingWindow implements SelfSaving {
  /** Cards in the window. */
  distinct = 0;
  /** Tagged records in the window. */
  tagged = 0;
  /** Records are numbered as they come; those from `first` up to `next` are in the window. */
  first = 0;
  next = 0;

  private at = new Float64Array(FIRST_SLOTS);
  private id = new Float64Array(FIRST_SLOTS);
  private fen = new Float64Array(FIRST_SLOTS);
  private mark = new Float64Array(FIRST_SLOTS);
  private card = new Int32Array(FIRST_SLOTS);
  private marks = new Uint8Array(FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  /** All before it have joined, or never will unless one by one. */
  private joinedTo = 0;
  private joined = 0;
  private run: SavedRun | null = null;

  constructor(
    private readonly widthMs: number,
    private readonly headOf: WindowHead,
    private readonly tally: CardTally | null = null,
  ) {}

  get size(): number {
    return this.next - this.first;
  }

  amountOf(number: number): number {
    return this.fen[number & this.mask] as number;
  }

  hasJoined(number: number): boolean {
    return ((this.marks[number & this.mask] as number) & JOINED) > 0;
  }

  /** Lets go of what is too old at this time, ms since the epoch. */
  moveTo(at: number, out: FindingSink): void {
    const before = at - this.widthMs;
    while (this.first < this.next && (this.at[this.first & this.mask] as number) <= before)
      this.dropFirst(out);
  }

  /** Takes in the latest record. Move to its time first. */
  add({ at, id, amountFen, day, second, cardNo }: StreamRecord, isTagged = false): void {
    this.put(at, id, amountFen, momentMark(day, second), cardNo, isTagged ? TAGGED : 0);
  }

  /** All that is in the window makes a span that qualifies. */
  joinAll(measured: number, also = 0, andAlso = 0): void {
    for (let number = Math.max(this.first, this.joinedTo); number < this.next; number++)
      this.setJoined(number);
    this.joinedTo = this.next;
    this.raise(measured, also, andAlso);
  }

  /** One record of a span that qualifies; see {@link raise}. */
  join(number: number): void {
    if (!this.hasJoined(number)) this.setJoined(number);
  }

  /** A span qualifies, and is measured so. Its records are to be joined too. */
  raise(measured: number, also = 0, andAlso = 0): void {
    this.run ??= {
      ...{ from: 0, to: 0, fromMark: 0, toMark: 0, count: 0, sumFen: 0 },
      peak: [measured, also, andAlso],
      ids: [],
    };
    if (measured > this.run.peak[0]) this.run.peak = [measured, also, andAlso];
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

  save(tokenOf: (cardNo: number) => string): SavedWindow {
    const places = Array.from({ length: this.size }, (_, i) => (this.first + i) & this.mask);
    const column = (values: ArrayLike<number>): number[] => places.map((place) => values[place] as number);
    return {
      at: column(this.at),
      id: column(this.id),
      fen: column(this.fen),
      mark: column(this.mark),
      card: this.tally && column(this.card).map((cardNo) => (cardNo < 0 ? null : tokenOf(cardNo))),
      marks: column(this.marks),
      run: structuredClone(this.run),
    };
  }

  load(saved: unknown, numberOf: (token: string) => number): void {
    const { at, id, fen, mark, card, marks, run } = saved as SavedWindow;
    for (const [i, when] of at.entries()) {
      const token = card?.[i] ?? null;
      const [cardNo, bits] = [token === null ? -1 : numberOf(token), marks[i] as number];
      this.put(when, id[i] as number, fen[i] as number, mark[i] as number, cardNo, bits);
      if ((bits & JOINED) > 0) {
        this.joined += 1;
        this.joinedTo = this.next;
      }
    }
    this.run = structuredClone(run);
  }

  /** To try out what would be. Cards are not counted. */
  copy(): SlidingWindow {
    const copy = new SlidingWindow(this.widthMs, this.headOf);
    copy.load({ ...this.save(String), card: null }, Number);
    return copy;
  }

  private put(at: number, id: number, fen: number, mark: number, cardNo: number, marks: number): void {
    if (this.size === this.at.length) this.makeRoom();
    const place = this.next & this.mask;
    this.next += 1;
    this.at[place] = at;
    this.id[place] = id;
    this.fen[place] = fen;
    this.mark[place] = mark;
    this.card[place] = cardNo;
    this.marks[place] = marks;
    if ((marks & TAGGED) > 0) this.tagged += 1;
    if (cardNo >= 0 && this.tally !== null && this.tally.add(cardNo)) this.distinct += 1;
  }

  private dropFirst(out: FindingSink): void {
    const place = this.first & this.mask;
    this.first += 1;
    const cardNo = this.card[place] as number;
    const marks = this.marks[place] as number;
    if ((marks & TAGGED) > 0) this.tagged -= 1;
    if (cardNo >= 0 && this.tally !== null && this.tally.remove(cardNo)) this.distinct -= 1;
    if ((marks & JOINED) === 0) return;
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

  private setJoined(number: number): void {
    const place = number & this.mask;
    this.marks[place] = (this.marks[place] as number) | JOINED;
    this.joined += 1;
  }

  private makeRoom(): void {
    const old = this.mask;
    const slots = this.at.length * 2;
    this.mask = slots - 1;
    const larger = <T extends Float64Array | Int32Array | Uint8Array>(from: T, to: T): T => {
      for (let number = this.first; number < this.next; number++) {
        to[number & this.mask] = from[number & old] as number;
      }
      return to;
    };
    this.at = larger(this.at, new Float64Array(slots));
    this.id = larger(this.id, new Float64Array(slots));
    this.fen = larger(this.fen, new Float64Array(slots));
    this.mark = larger(this.mark, new Float64Array(slots));
    this.card = larger(this.card, new Int32Array(slots));
    this.marks = larger(this.marks, new Uint8Array(slots));
  }
}
