import { momentMark } from './finding-text';
import type { MergedHead, MergedRun } from './merged-window';
import type { FindingSink, SelfSaving, StreamRecord } from './rule';

const DAY_SECONDS = 86_400;
const FIRST_SLOTS = 16;
/** So many records that have joined wait to be put before all that wait are. */
const MOST_UNTOLD = 512;

/** A local day in the window. */
interface Day {
  /** Of its first record: number, ms, {@link momentMark}, and what the stream's records had come to before it. */
  readonly first: number;
  readonly at: number;
  readonly mark: number;
  readonly before: number;
}

/** The latest finding of one choice: all records from `first` up to `next`, of which those up to `told` have been put. */
interface Stretch {
  first: number;
  next: number;
  told: number;
  from: number;
  fromMark: number;
  sumBefore: number;
  /** Of its last record. */
  to: number;
  toMark: number;
  sumAfter: number;
  measured: number;
  over: number;
}

interface SavedDays {
  /** Days side by side, oldest first; numbers count from the first record of the window, here and below. */
  readonly first: readonly number[];
  readonly at: readonly number[];
  readonly mark: readonly number[];
  readonly before: readonly number[];
  readonly size: number;
  /** Of the latest records, as many as a finding may still want. */
  readonly ids: readonly number[];
  readonly lastAt: number;
  readonly lastMark: number;
  readonly total: number;
  readonly stretches: readonly Stretch[];
}

/**
 * A `MergedWindow` of whole local days: records leave it a day at a time. So of each day there are four numbers, and of
 * each record that no finding has yet its id: what is saved of a window whose records all have been put is as much for a
 * thousand sales a day as for ten.
 */
export class MergedDays implements SelfSaving {
  /** Records are numbered as they come; those from `first` up to `next` are in the window. */
  private first = 0;
  private next = 0;
  private days: Day[] = [];
  private lastAt = 0;
  private lastMark = 0;
  /** What all records up to `next` come to: exact up to 90 trillion yuan. */
  private total = 0;
  /** In a ring, those of the records from `kept` on. */
  private ids = new Float64Array(FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  private kept = 0;
  private stretches: Stretch[];
  /** The ids that were put last. */
  private latest: { readonly from: number; readonly to: number; readonly ids: readonly number[] } = NONE;

  /** @param choices how many */
  constructor(
    choices: number,
    private readonly headOf: MergedHead,
  ) {
    this.stretches = Array.from({ length: choices }, emptyStretch);
  }

  get size(): number {
    return this.next - this.first;
  }

  /** Lets go of what is of earlier local days. */
  dropBefore(day: number): void {
    const { days } = this;
    const mark = momentMark(day, 0);
    const gone = days.findIndex((one) => one.mark >= mark);
    if (gone === 0) return;
    this.days = gone < 0 ? [] : days.slice(gone);
    this.first = this.days[0]?.first ?? this.next;
  }

  /** Takes in the latest record. What is too old is to be dropped first. */
  add({ at, id, amountFen, day, second }: StreamRecord, out: FindingSink): void {
    if (this.next - this.kept > this.mask) this.makeRoom(out);
    const mark = momentMark(day, second);
    const latest = this.days.at(-1);
    if (latest === undefined || dayOf(latest.mark) !== day)
      this.days.push({ first: this.next, at, mark, before: this.total });
    this.ids[this.next & this.mask] = id;
    this.next += 1;
    this.lastAt = at;
    this.lastMark = mark;
    this.total += amountFen;
  }

  /** All that is in the window makes a span that qualifies under this choice. */
  join(choice: number, out: FindingSink, measured: number, over: number): void {
    const stretch = this.stretches[choice] as Stretch;
    if (stretch.next <= this.first) {
      this.tell(stretch, choice, out);
      this.start(stretch);
    }
    stretch.next = this.next;
    stretch.to = this.lastAt;
    stretch.toMark = this.lastMark;
    stretch.sumAfter = this.total;
    if (measured * stretch.over <= stretch.measured * over) return;
    stretch.measured = measured;
    stretch.over = over;
  }

  /** Puts what would have to be put if the same were so, and changes nothing. Settle first. */
  tryJoin(choice: number, out: FindingSink, measured: number, over: number): void {
    const kept = this.stretches;
    this.stretches = kept.map((stretch) => ({ ...stretch }));
    this.join(choice, out, measured, over);
    this.tell(this.stretches[choice] as Stretch, choice, out);
    this.stretches = kept;
  }

  /** Puts what has joined since the last time. */
  settle(out: FindingSink): void {
    for (const [choice, stretch] of this.stretches.entries()) this.tell(stretch, choice, out);
  }

  /** Settle first. */
  save(): SavedDays {
    const { first, next, days, size, lastAt, lastMark, total } = this;
    return {
      first: days.map((day) => day.first - first),
      at: days.map(({ at }) => at),
      mark: days.map(({ mark }) => mark),
      before: days.map(({ before }) => before),
      ...{ size, lastAt, lastMark, total },
      ids: this.idsOf(this.wanted(), next),
      stretches: this.stretches.map((one) => ({
        ...one,
        ...{ first: one.first - first, next: one.next - first, told: one.told - first },
      })),
    };
  }

  load(saved: unknown): void {
    const { first, at, mark, before, size, ids, lastAt, lastMark, total, stretches } = saved as SavedDays;
    this.days = first.map((number, i) => ({
      first: number,
      at: at[i] as number,
      mark: mark[i] as number,
      before: before[i] as number,
    }));
    this.next = size;
    this.kept = size - ids.length;
    while (ids.length > this.mask) this.widen();
    for (const [i, id] of ids.entries()) this.ids[(this.kept + i) & this.mask] = id;
    this.lastAt = lastAt;
    this.lastMark = lastMark;
    this.total = total;
    this.stretches = stretches.map((one) => ({ ...one }));
  }

  /** From here on there are records that a finding has yet to be told of, or may still begin with or go on to. */
  private wanted(): number {
    let wanted = this.next;
    for (const { next, told } of this.stretches)
      wanted = Math.min(wanted, told < next ? told : Math.max(told, this.first));
    return wanted;
  }

  private start(stretch: Stretch): void {
    const { first, at, mark, before } = this.days[0] as Day;
    stretch.first = first;
    stretch.told = first;
    stretch.from = at;
    stretch.fromMark = mark;
    stretch.sumBefore = before;
    stretch.measured = 0;
    stretch.over = 1;
  }

  private tell(stretch: Stretch, choice: number, out: FindingSink): void {
    const { first, next, told, from, fromMark, to, toMark, sumBefore, sumAfter, measured, over } = stretch;
    if (told >= next) return;
    const run: MergedRun = {
      ...{ from, to, fromMark, toMark, count: next - first, sumFen: sumAfter - sumBefore },
      peak: { measured, over, also: 0, andAlso: 0 },
    };
    out.of(choice).put(this.headOf(run, choice), this.idsToTell(told, next));
    stretch.told = next;
  }

  /** Of a stretch that several choices most often put alike. */
  private idsToTell(from: number, to: number): readonly number[] {
    if (this.latest.from !== from || this.latest.to !== to)
      this.latest = { from, to, ids: this.idsOf(from, to) };
    return this.latest.ids;
  }

  private idsOf(from: number, to: number): number[] {
    const ids = new Array<number>(to - from);
    for (let number = from; number < to; number++)
      ids[number - from] = this.ids[number & this.mask] as number;
    return ids;
  }

  /** The ring is full: most often of what nobody wants any more, or only waits to be put. */
  private makeRoom(out: FindingSink): void {
    this.kept = this.wanted();
    if (this.next - this.kept <= this.mask >> 1) return;
    let untold = 0;
    for (const { next, told } of this.stretches) untold = Math.max(untold, next - told);
    if (untold >= Math.max(MOST_UNTOLD, this.mask >> 1)) {
      this.settle(out);
      this.kept = this.wanted();
    }
    if (this.next - this.kept > this.mask >> 1) this.widen();
  }

  private widen(): void {
    const { ids, mask } = this;
    this.mask = (mask + 1) * 2 - 1;
    this.ids = new Float64Array(this.mask + 1);
    for (let number = this.kept; number < this.next; number++)
      this.ids[number & this.mask] = ids[number & mask] as number;
  }
}

const NONE = { from: 0, to: 0, ids: [] };

const dayOf = (mark: number): number => Math.floor(mark / DAY_SECONDS);

const emptyStretch = (): Stretch => ({
  ...{ first: 0, next: 0, told: 0, from: 0, fromMark: 0, sumBefore: 0, to: 0, toMark: 0, sumAfter: 0 },
  ...{ measured: 0, over: 1 },
});
