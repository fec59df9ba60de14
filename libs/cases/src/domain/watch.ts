import type { FindingFact } from './facts';

/** A finding of a watched terminal in which something takes part that the decision had not read. */
export interface WatchedHit {
  readonly rule: string;
  readonly key: string;
  readonly weight: number;
  readonly count: number;
  readonly measured: number;
  /** What `measured` had to come to for it to be one. */
  readonly threshold: number;
}

/** A hit that somebody has weighed: of the scan that the decision rests on, or of the watch and told since. */
export type KnownHit = Pick<FindingFact, 'identity' | 'count' | 'measured'>;

/**
 * The hits that speak against what was decided: of the set severity, and not known. A known one counts anew only once it
 * has grown by what makes a hit: its measure by the threshold, or its transactions to twice as many. A month that was
 * decided on goes on with ordinary sales, and each of them makes its finding a little more.
 */
export function newHits<H extends WatchedHit>(
  hits: readonly H[],
  known: readonly KnownHit[],
  severity: number,
): readonly H[] {
  const most = new Map<string, { readonly count: number; readonly measured: number }>();
  for (const { identity, count, measured } of known) {
    const before = most.get(identity) ?? { count, measured };
    most.set(identity, {
      count: Math.max(count, before.count),
      measured: Math.max(measured, before.measured),
    });
  }
  return hits.filter((hit) => {
    if (hit.weight < severity) return false;
    const before = most.get(`${hit.rule}|${hit.key}`);
    if (before === undefined) return true;
    return (
      hit.measured - before.measured >= Math.max(1, hit.threshold) ||
      hit.count >= 2 * Math.max(1, before.count)
    );
  });
}
