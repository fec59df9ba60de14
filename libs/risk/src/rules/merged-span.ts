import type { StreamRecord } from './rule';

/**
 * The merged window of rules.md for one of very many cards, as plain data: every span of `width` ms that qualifies,
 * counted back from a hit, and qualifying spans that share a hit are one finding.
 *
 * Two qualifying spans that end at e1 < e2 share a hit exactly when the later one still holds e1, because a span
 * always ends at a hit. So one number, the end of the last qualifying span, decides whether a finding goes on.
 */
export interface MergedSpan {
  readonly width: number;
  /** The instants inside the span that ends at the newest one, oldest first, and their hits. */
  readonly slots: Slot[];
  hits: number;
  /** Hits inside that span which belong to no finding yet. */
  waiting: Hit[];
  /** The latest finding, settled; null before the first. */
  run: MergedRun | null;
}

interface Slot {
  readonly at: number;
  hits: number;
}

interface Hit {
  readonly id: number;
  readonly at: number;
  readonly day: number;
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
  /** Of the strongest of its spans. */
  readonly peakHits: number;
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
  waiting: [],
  run: null,
});

/** Moves the span's end to this instant; what falls out of it can join no finding any more. */
export function moveSpan(span: MergedSpan, at: number): void {
  const { slots } = span;
  if (slots.length > 0 && slots.at(-1)?.at === at) return;
  const before = at - span.width;
  let gone = 0;
  for (const slot of slots) {
    if (slot.at > before) break;
    span.hits -= slot.hits;
    gone += 1;
  }
  if (gone > 0) slots.splice(0, gone);
  if (span.waiting.length > 0) span.waiting = span.waiting.filter((hit) => hit.at > before);
  slots.push({ at, hits: 0 });
}

/** Counts a hit at the span's end; it also waits to join a finding. */
export function countInSpan(span: MergedSpan, { id, at, day, amountFen }: StreamRecord): void {
  const slot = span.slots.at(-1) as Slot;
  slot.hits += 1;
  span.hits += 1;
  span.waiting.push({ id, at, day, amountFen });
}

/** The finding as it is once the span that ends at the newest hit qualifies. Changes nothing: {@link settleSpan} does. */
export function mergeSpan(span: MergedSpan): MergedStep {
  const first = span.waiting[0] as Hit;
  const last = span.waiting.at(-1) as Hit;
  const earlier = span.run !== null && span.run.end > last.at - span.width ? span.run : null;
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
      end: last.at,
      peakHits: Math.max(span.hits, earlier?.peakHits ?? 0),
    },
    ids: span.waiting.map((hit) => hit.id),
  };
}

/** Keeps a finding that no later purchase can take back. */
export function settleSpan(span: MergedSpan, step: MergedStep): void {
  span.run = step.run;
  span.waiting = [];
}
