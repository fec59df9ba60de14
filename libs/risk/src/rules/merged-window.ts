import type { CardTally } from './card-tally';
import { momentMark } from './finding-text';
import type { FindingHead, FindingSink, SelfSaving, StreamRecord } from './rule';

/** A merged finding as it stands. */
export interface MergedRun {
  /** ms of its first and last record, and the same as {@link momentMark}. */
  readonly from: number;
  readonly to: number;
  readonly fromMark: number;
  readonly toMark: number;
  readonly count: number;
  readonly sumFen: number;
  readonly peak: Peak;
}

/** The strongest span of a finding: `measured` over `over` is what is compared, the others are for its explanation. */
export interface Peak {
  readonly measured: number;
  readonly over: number;
  readonly also: number;
  readonly andAlso: number;
}

/** @param choice by number, of those that the window serves */
export type MergedHead = (run: MergedRun, choice: number) => FindingHead;

/** The latest finding of one choice: all records from `first` up to `next`, of which those up to `told` have been put. */
interface Stretch {
  first: number;
  next: number;
  told: number;
  from: number;
  fromMark: number;
  /** What the stream's records had come to before its first. */
  sumBefore: number;
  measured: number;
  over: number;
  also: number;
  andAlso: number;
}

interface SavedWindow {
  /** Records side by side, oldest first; cards by token, where they are counted. */
  readonly at: readonly number[];
  readonly id: readonly number[];
  readonly mark: readonly number[];
  readonly before: readonly number[];
  readonly card: readonly (string | null)[] | null;
  readonly tagged: readonly number[];
  readonly total: number;
  /** With numbers that count from the first record that is saved. */
  readonly stretches: readonly Stretch[];
}

const FIRST_SLOTS = 16;
/** So many records outside the window wait to be put before all that wait are. */
const MOST_UNTOLD = 512;
/** Of a record: ms, id, mark, and what the stream's records had come to before it. */
const FIELDS = 4;
const AT = 0;
const ID = 1;
const MARK = 2;
const BEFORE = 3;

/**
 * The latest records of a stream, and the merged findings that they make under each of several choices of thresholds:
 * spans that qualify and share a record are one finding (rules.md, "What one finding is").
 *
 * A span here is all that is in the window at some moment. So whatever joins a finding of a choice are all records from
 * the first of its first span on, without gaps: a finding is two numbers, and that a span qualifies again costs one
 * comparison, however many records are in it. What is kept of the records is kept once for all choices.
 *
 * A finding goes on as long as its latest record is in the window when the next span qualifies. What has joined can be
 * put at any time, since no later record takes it away; what leaves the window and was not put yet stays in the ring.
 */
export class MergedWindow implements SelfSaving {
  /** Cards in the window. */
  distinct = 0;
  /** Tagged records in the window. */
  tagged = 0;
  /** Records are numbered as they come; those from `first` up to `next` are in the window. */
  private first = 0;
  private next = 0;
  /** From here on the ring has them. */
  private kept = 0;
  /** What all records up to `next` come to: exact up to 90 trillion yuan, which no terminal sells in its life. */
  private total = 0;

  private fields = new Float64Array(FIRST_SLOTS * FIELDS);
  /** Twice the card's number, and one more for a tagged record. */
  private cards = new Int32Array(FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  private stretches: Stretch[] = [];
  /** The ids that were put last. */
  private latest: { readonly from: number; readonly to: number; readonly ids: readonly number[] } = NONE;

  /**
   * @param choices how many
   * @param tally absent: cards are not counted
   */
  constructor(
    private readonly choices: number,
    private readonly headOf: MergedHead,
    private readonly tally: CardTally | null = null,
  ) {}

  get size(): number {
    return this.next - this.first;
  }

  /** Lets go of what is of this time, ms since the epoch, or older. */
  dropUntil(at: number): void {
    const { fields, mask } = this;
    while (this.first < this.next && (fields[(this.first & mask) * FIELDS + AT] as number) <= at) this.drop();
  }

  /** Lets go of what is of earlier local days. */
  dropBefore(day: number): void {
    const { fields, mask } = this;
    const mark = momentMark(day, 0);
    while (this.first < this.next && (fields[(this.first & mask) * FIELDS + MARK] as number) < mark)
      this.drop();
  }

  dropAll(): void {
    while (this.first < this.next) this.drop();
  }

  /** Takes in the latest record. What is too old is to be dropped first. */
  add({ at, id, amountFen, day, second, cardNo }: StreamRecord, isTagged: boolean, out: FindingSink): void {
    if (this.next - this.kept > this.mask) this.makeRoom(out);
    this.put(at, id, momentMark(day, second), this.total, cardNo, isTagged);
    this.total += amountFen;
  }

  /** All that is in the window makes a span that qualifies under this choice. */
  join(choice: number, out: FindingSink, measured: number, over = 1, also = 0, andAlso = 0): void {
    const stretch = this.stretches[choice] ?? this.begin(choice);
    if (stretch.next <= this.first) {
      this.tell(stretch, choice, out);
      this.start(stretch);
    } else if (measured * stretch.over <= stretch.measured * over) {
      stretch.next = this.next;
      return;
    }
    stretch.next = this.next;
    stretch.measured = measured;
    stretch.over = over;
    stretch.also = also;
    stretch.andAlso = andAlso;
  }

  /** Puts what would have to be put if the same were so, and changes nothing. Settle first. */
  tryJoin(choice: number, out: FindingSink, measured: number, over = 1, also = 0, andAlso = 0): void {
    const kept = this.stretches;
    this.stretches = kept.map((stretch) => ({ ...stretch }));
    this.join(choice, out, measured, over, also, andAlso);
    this.tell(this.stretches[choice] as Stretch, choice, out);
    this.stretches = kept;
  }

  /** Puts what has joined since the last time. */
  settle(out: FindingSink): void {
    for (let choice = 0; choice < this.stretches.length; choice++) {
      this.tell(this.stretches[choice] as Stretch, choice, out);
    }
    this.kept = this.first;
  }

  /** Settle first. */
  save(tokenOf: (cardNo: number) => string): SavedWindow {
    const { first, stretches } = this;
    const numbers = Array.from({ length: this.size }, (_, i) => first + i);
    const column = (field: number): number[] => numbers.map((number) => this.field(number, field));
    const cards = numbers.map((number) => this.cards[number & this.mask] as number);
    return {
      ...{ at: column(AT), id: column(ID), mark: column(MARK), before: column(BEFORE), total: this.total },
      card: this.tally && cards.map((card) => (card < 0 ? null : tokenOf(card >> 1))),
      tagged: cards.map((card) => card & 1),
      stretches: stretches.map((one) => ({
        ...one,
        ...{ first: one.first - first, next: one.next - first, told: one.told - first },
      })),
    };
  }

  load(saved: unknown, numberOf: (token: string) => number): void {
    const { at, id, mark, before, card, tagged, total, stretches } = saved as SavedWindow;
    for (const [i, when] of at.entries()) {
      if (this.size > this.mask) this.widen();
      const token = card?.[i] ?? null;
      const cardNo = token === null ? -1 : numberOf(token);
      this.put(when, id[i] as number, mark[i] as number, before[i] as number, cardNo, tagged[i] === 1);
    }
    this.total = total;
    this.stretches = stretches.map((one) => ({ ...one }));
  }

  private begin(choice: number): Stretch {
    this.stretches = Array.from({ length: this.choices }, emptyStretch);
    return this.stretches[choice] as Stretch;
  }

  private start(stretch: Stretch): void {
    const { first } = this;
    stretch.first = first;
    stretch.told = first;
    stretch.from = this.field(first, AT);
    stretch.fromMark = this.field(first, MARK);
    stretch.sumBefore = this.field(first, BEFORE);
  }

  private tell(stretch: Stretch, choice: number, out: FindingSink): void {
    const { first, next, told, from, fromMark, sumBefore, measured, over, also, andAlso } = stretch;
    if (told >= next) return;
    const last = next - 1;
    const run: MergedRun = {
      ...{ from, to: this.field(last, AT), fromMark, toMark: this.field(last, MARK), count: next - first },
      sumFen: (next < this.next ? this.field(next, BEFORE) : this.total) - sumBefore,
      peak: { measured, over, also, andAlso },
    };
    out.of(choice).put(this.headOf(run, choice), this.idsOf(told, next));
    stretch.told = next;
  }

  /** Of a stretch that several choices most often put alike. */
  private idsOf(from: number, to: number): readonly number[] {
    const { latest } = this;
    if (latest.from === from && latest.to === to) return latest.ids;
    const ids = new Array<number>(to - from);
    for (let number = from; number < to; number++) ids[number - from] = this.field(number, ID);
    this.latest = { from, to, ids };
    return ids;
  }

  private field(number: number, field: number): number {
    return this.fields[(number & this.mask) * FIELDS + field] as number;
  }

  private put(at: number, id: number, mark: number, before: number, cardNo: number, isTagged: boolean): void {
    const place = this.next & this.mask;
    const { fields } = this;
    const slot = place * FIELDS;
    this.next += 1;
    fields[slot + AT] = at;
    fields[slot + ID] = id;
    fields[slot + MARK] = mark;
    fields[slot + BEFORE] = before;
    this.cards[place] = (cardNo << 1) | (isTagged ? 1 : 0);
    if (isTagged) this.tagged += 1;
    if (cardNo >= 0 && this.tally !== null && this.tally.add(cardNo)) this.distinct += 1;
  }

  private drop(): void {
    const card = this.cards[this.first & this.mask] as number;
    this.first += 1;
    if ((card & 1) > 0) this.tagged -= 1;
    if (card >= 0 && this.tally !== null && this.tally.remove(card >> 1)) this.distinct -= 1;
  }

  /** The ring is full: most often of what is neither in the window nor waits to be put. */
  private makeRoom(out: FindingSink): void {
    let kept = this.first;
    for (const { next, told } of this.stretches) if (told < next) kept = Math.min(kept, told);
    this.kept = kept;
    if (this.first - kept >= Math.max(MOST_UNTOLD, this.mask >> 1)) this.settle(out);
    if (this.next - this.kept > this.mask >> 1) this.widen();
  }

  private widen(): void {
    const old = { fields: this.fields, cards: this.cards, mask: this.mask };
    const slots = (old.mask + 1) * 2;
    this.mask = slots - 1;
    this.fields = new Float64Array(slots * FIELDS);
    this.cards = new Int32Array(slots);
    for (let number = this.kept; number < this.next; number++) {
      const from = (number & old.mask) * FIELDS;
      this.fields.set(old.fields.subarray(from, from + FIELDS), (number & this.mask) * FIELDS);
      this.cards[number & this.mask] = old.cards[number & old.mask] as number;
    }
  }
}

const NONE = { from: 0, to: 0, ids: [] };

const emptyStretch = (): Stretch => ({
  ...{ first: 0, next: 0, told: 0, from: 0, fromMark: 0, sumBefore: 0 },
  ...{ measured: 0, over: 1, also: 0, andAlso: 0 },
});
