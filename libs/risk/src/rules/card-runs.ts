import type { CardMemory, FindingHead, FindingSink, StreamRecord, UsesKeeper } from './rule';

/** A card's run as it is saved; its uses are saved with the stream (see ScanState). */
export interface SavedRun {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly sumFen: number;
  readonly first: number;
  readonly last: number;
  readonly measure: number;
  readonly listed: boolean;
}

/** The head of a listed run: all but what every run tells of itself. */
export type RunHead = (
  run: SavedRun,
  card: string,
  limit: number,
) => Required<Pick<FindingHead, 'key' | 'measured' | 'threshold' | 'unit' | 'details'>>;

/** Bytes of a card: two floats, then four whole numbers. Two cards fill a line of the processor's caches. */
const CARD_BYTES = 32;
const FLOATS = CARD_BYTES / 8;
const WORDS = CARD_BYTES / 4;
const [TO, SUM] = [0, 1];
/** Whole numbers come after the floats. HANDED is 0 while the run is not listed, else one more than the uses handed over. */
const [COUNT, LAST, MEASURE, HANDED] = [4, 5, 6, 7];
const FIRST_CARDS = 1_024;
/** Uses up to the card's latest. */
const LATEST = -1;

/**
 * The uses of each card, cut into runs by a rule: a run goes on or begins anew with each use, and is a finding once the
 * rule lists it. Rules of this kind look at every credit purchase of a history, whose cards come in no order, and so wait
 * for memory more than for anything else: what each use asks of a card is 32 bytes side by side, and the ids of its uses
 * are kept once for all rules, by the stream.
 *
 * `first` and `last` are marks of the rule's own, whole numbers from 0 to 2³² − 1: a day, a month, a local second.
 */
export class CardRuns implements CardMemory, UsesKeeper {
  private floats = new Float64Array(FIRST_CARDS * FLOATS);
  private words = new Uint32Array(this.floats.buffer);
  /** Where runs of several uses began, which nobody asks until they are put: most runs are of one. */
  private froms = new Float64Array(FIRST_CARDS);
  private firsts = new Uint32Array(FIRST_CARDS);
  /** Listed now; one that began anew since stands here in vain, or twice. */
  private listed: { readonly cardNo: number; readonly card: string }[] = [];

  /** Uses in the card's run; 0 for a card that was never seen. */
  countOf(cardNo: number): number {
    return this.words[cardNo * WORDS + COUNT] ?? 0;
  }

  /** The mark of its latest use. */
  lastOf(cardNo: number): number {
    return this.words[cardNo * WORDS + LAST] ?? 0;
  }

  measureOf(cardNo: number): number {
    return this.words[cardNo * WORDS + MEASURE] ?? 0;
  }

  /** ms of its latest use. */
  toOf(cardNo: number): number {
    return this.floats[cardNo * FLOATS + TO] ?? 0;
  }

  /** Of a card that was seen. */
  runOf(cardNo: number): SavedRun {
    const { floats, words } = this;
    const float = cardNo * FLOATS;
    const word = cardNo * WORDS;
    const to = floats[float + TO] as number;
    const count = words[word + COUNT] as number;
    const last = words[word + LAST] as number;
    return {
      from: count > 1 ? (this.froms[cardNo] as number) : to,
      to,
      count,
      sumFen: floats[float + SUM] as number,
      first: count > 1 ? (this.firsts[cardNo] as number) : last,
      last,
      measure: words[word + MEASURE] as number,
      listed: this.isListed(cardNo),
    };
  }

  /** The use begins a run. A listed one is to be ended first. */
  begin({ cardNo, at, amountFen }: StreamRecord, mark: number, measure: number): void {
    if ((cardNo + 1) * WORDS > this.words.length) this.makeRoom(cardNo);
    const { floats, words } = this;
    const float = cardNo * FLOATS;
    const word = cardNo * WORDS;
    floats[float + TO] = at;
    floats[float + SUM] = amountFen;
    words[word + COUNT] = 1;
    words[word + LAST] = mark;
    words[word + MEASURE] = measure;
    words[word + HANDED] = 0;
  }

  /** The use goes on with the card's run. */
  extend({ cardNo, at, amountFen }: StreamRecord, mark: number, measure: number): void {
    const { floats, words } = this;
    const float = cardNo * FLOATS;
    const word = cardNo * WORDS;
    const count = words[word + COUNT] as number;
    if (count === 1) {
      this.froms[cardNo] = floats[float + TO] as number;
      this.firsts[cardNo] = words[word + LAST] as number;
    }
    floats[float + TO] = at;
    floats[float + SUM] = (floats[float + SUM] as number) + amountFen;
    words[word + COUNT] = count + 1;
    words[word + LAST] = mark;
    words[word + MEASURE] = measure;
  }

  isListed(cardNo: number): boolean {
    return (this.words[cardNo * WORDS + HANDED] ?? 0) > 0;
  }

  /** The run is a finding from now on. */
  list({ cardNo, card }: StreamRecord): void {
    const place = cardNo * WORDS + HANDED;
    if (this.words[place] !== 0) return;
    this.words[place] = 1;
    this.listed.push({ cardNo, card: card as string });
  }

  /** Puts the card's run, if it is listed: it ended with the use before this one. */
  end({ cardNo, card, use }: StreamRecord, out: FindingSink, headOf: RunHead, limit: number): void {
    if (this.isListed(cardNo)) this.put(cardNo, card as string, use, out, headOf, limit);
  }

  /** Puts what listed runs have grown by since the last time. They go on. */
  settle(out: FindingSink, headOf: RunHead, limit: number): void {
    const still = new Map<number, string>();
    for (const { cardNo, card } of this.listed) if (this.isListed(cardNo)) still.set(cardNo, card);
    for (const [cardNo, card] of still) this.put(cardNo, card, LATEST, out, headOf, limit);
    this.listed = Array.from(still, ([cardNo, card]) => ({ cardNo, card }));
  }

  /** By card number. */
  save(): Map<number, SavedRun> {
    const saved = new Map<number, SavedRun>();
    for (let cardNo = 0; cardNo * WORDS < this.words.length; cardNo++) {
      if (this.countOf(cardNo) > 0) saved.set(cardNo, this.runOf(cardNo));
    }
    return saved;
  }

  load(cardNo: number, card: string, run: SavedRun): void {
    if ((cardNo + 1) * WORDS > this.words.length) this.makeRoom(cardNo);
    const { from, to, sumFen, count, first, last, measure, listed } = run;
    this.floats.set([to, sumFen], cardNo * FLOATS);
    this.words.set([count, last, measure, listed ? count + 1 : 0], cardNo * WORDS + COUNT);
    this.froms[cardNo] = from;
    this.firsts[cardNo] = first;
    if (listed) this.listed.push({ cardNo, card });
  }

  /** Lets go of runs that no use can go on with any more, so that what is saved is what the rule's window needs. */
  forget(isOver: (last: number, to: number) => boolean): void {
    for (let cardNo = 0; cardNo * WORDS < this.words.length; cardNo++) {
      if (this.countOf(cardNo) === 0 || !isOver(this.lastOf(cardNo), this.toOf(cardNo))) continue;
      this.words[cardNo * WORDS + COUNT] = 0;
      this.words[cardNo * WORDS + HANDED] = 0;
    }
  }

  waitingOf(cardNo: number): number {
    return this.isListed(cardNo) ? 0 : this.countOf(cardNo);
  }

  private put(
    cardNo: number,
    card: string,
    before: number,
    out: FindingSink,
    headOf: RunHead,
    limit: number,
  ): void {
    const handed = (this.words[cardNo * WORDS + HANDED] as number) - 1;
    if (this.countOf(cardNo) === handed) return;
    const run = this.runOf(cardNo);
    const { from, to, count, sumFen } = run;
    const { key, measured, threshold, unit, details } = headOf(run, card, limit);
    const head = { key, card, from, to, count, sumFen, measured, threshold, unit, details };
    out.putUses(head, cardNo, count - handed, before);
    this.words[cardNo * WORDS + HANDED] = count + 1;
  }

  private makeRoom(cardNo: number): void {
    let cards = this.words.length / WORDS;
    while (cards <= cardNo) cards *= 2;
    const floats = new Float64Array(cards * FLOATS);
    floats.set(this.floats);
    this.floats = floats;
    this.words = new Uint32Array(floats.buffer);
    const froms = new Float64Array(cards);
    froms.set(this.froms);
    this.froms = froms;
    const firsts = new Uint32Array(cards);
    firsts.set(this.firsts);
    this.firsts = firsts;
  }
}
