import type { Purchase } from './rule';

/**
 * What a growing finding keeps of its transactions: totals, first and last, and the ids that no sink has yet.
 * Ids wait only until the rule fires; from then on each is handed over as it comes, so that state stays small.
 */
export interface Growing {
  /** ms of the first and the last transaction. */
  from: number;
  to: number;
  count: number;
  sumFen: number;
  waiting: number[];
  fired: boolean;
}

export const startGrowing = (purchase: Purchase): Growing => ({
  from: purchase.at,
  to: purchase.at,
  count: 1,
  sumFen: purchase.amountFen,
  waiting: [purchase.id],
  fired: false,
});

export function grow(growing: Growing, purchase: Purchase): void {
  growing.to = purchase.at;
  growing.count += 1;
  growing.sumFen += purchase.amountFen;
  if (!growing.fired) growing.waiting.push(purchase.id);
}

/** The ids that join a finding now that it holds: all that waited the first time, then the newest only. */
export function handOver(growing: Growing, newest: Purchase): readonly number[] {
  if (growing.fired) return [newest.id];
  const ids = growing.waiting;
  growing.waiting = [];
  growing.fired = true;
  return ids;
}
