import type { StreamRecord } from './rule';

/**
 * The merged window of rules.md: every span of `width` positions that qualifies, counted back from a position with a
 * hit, and qualifying spans that share a hit are one finding. A position is a local day, or an instant in ms.
 *
 * Two qualifying spans that end at e1 < e2 share a hit exactly when the later one still holds e1, because a span
 * always ends at a hit. So one number, the end of the last qualifying span, decides whether a finding goes on.
 */
export interface MergedSpan {
  readonly width: number;
  /** The positions inside the span that ends at the newest one, oldest first, and their sums. */
  readonly slots: Slot[];
  hits: number;
  all: number;
  /** Hits inside that span which belong to no finding yet. */
  waiting: Hit[];
  /** The latest finding, settled; null before the first. */
  run: MergedRun | null;
}

interface Slot {
  readonly position: number;
  hits: number;
  all: number;
}

interface Hit {
  readonly id: number;
  readonly at: number;
  readonly day: number;
  readonly position: number;
  readonly amountFen: number;
}

/** The head of a merged finding so far. */
export interface MergedRun {
  readonly from: number;
  readonly to: number;
  readonly fromDay: number;
  readonly toDay: number;
  readonly count: number;
  readonly sumFen: number;
  /** Where the last qualifying span ends. */
  readonly end: number;
  /** The strongest of its spans, as hits over `peakOver`. */
  readonly peakHits: number;
  readonly peakOver: number;
}

export interface MergedStep {
  readonly run: MergedRun;
  /** The ids that join the finding now. */
  readonly ids: readonly number[];
}

export const startMergedSpan = (width: number): MergedSpan => ({
  width,
  slots: [],
  hits: 0,
  all: 0,
  waiting: [],
  run: null,
});

/** Moves the span's end to this position; what falls out of it can join no finding any more. */
export function moveSpan(span: MergedSpan, position: number): void {
  const { slots } = span;
  if (slots.length > 0 && slots.at(-1)?.position === position) return;
  const before = position - span.width;
  let gone = 0;
  for (const slot of slots) {
    if (slot.position > before) break;
    span.hits -= slot.hits;
    span.all -= slot.all;
    gone += 1;
  }
  if (gone > 0) slots.splice(0, gone);
  if (span.waiting.length > 0) span.waiting = span.waiting.filter((hit) => hit.position > before);
  slots.push({ position, hits: 0, all: 0 });
}

/** Counts a purchase at the span's end; a hit also waits to join a finding. */
export function countInSpan(span: MergedSpan, purchase: StreamRecord, isHit: boolean): void {
  const slot = span.slots.at(-1) as Slot;
  slot.all += 1;
  span.all += 1;
  if (!isHit) return;
  slot.hits += 1;
  span.hits += 1;
  const { id, at, day, amountFen } = purchase;
  span.waiting.push({ id, at, day, position: slot.position, amountFen });
}

/** Hits at the span's end: a span counts back from a position that has one. */
export const hitsAtEnd = (span: MergedSpan): number => span.slots.at(-1)?.hits ?? 0;

/**
 * The finding as it is once the span that ends at the newest hit qualifies. Changes nothing: {@link settleSpan} does.
 * @param over what the span's hits are measured against: its purchases for a share, 1 for a plain count.
 */
export function mergeSpan(span: MergedSpan, over: number): MergedStep {
  const first = span.waiting[0] as Hit;
  const last = span.waiting.at(-1) as Hit;
  const earlier = span.run !== null && span.run.end > last.position - span.width ? span.run : null;
  const isPeak = earlier === null || span.hits * earlier.peakOver > earlier.peakHits * over;
  let sumFen = earlier?.sumFen ?? 0;
  for (const hit of span.waiting) sumFen += hit.amountFen;
  return {
    run: {
      from: earlier?.from ?? first.at,
      to: last.at,
      fromDay: earlier?.fromDay ?? first.day,
      toDay: last.day,
      count: (earlier?.count ?? 0) + span.waiting.length,
      sumFen,
      end: last.position,
      peakHits: isPeak ? span.hits : earlier.peakHits,
      peakOver: isPeak ? over : earlier.peakOver,
    },
    ids: span.waiting.map((hit) => hit.id),
  };
}

/** Keeps a finding that no later purchase can take back. */
export function settleSpan(span: MergedSpan, step: MergedStep): void {
  span.run = step.run;
  span.waiting = [];
}
