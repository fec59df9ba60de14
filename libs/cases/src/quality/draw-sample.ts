import { createHash } from 'node:crypto';

/** How much of a month's closed cases a queue has looked at again. */
export interface SampleTerms {
  /** Of a hundred. */
  readonly ratePercent: number;
  /** In a month at most. */
  readonly monthlyCap: number;
}

/**
 * Which of the cases are looked at: the first so many in the order of SHA-256 of `seed:id` in hex, where whoever doubts it
 * draws again with a shell. Of a rate above nothing at least one is drawn, where there is any.
 */
export function drawSample(
  seed: string,
  ids: readonly string[],
  { ratePercent, monthlyCap }: SampleTerms,
): readonly string[] {
  const count = Math.min(monthlyCap, Math.ceil((ids.length * ratePercent) / 100));
  return [...new Set(ids)]
    .map((id) => ({ id, rank: createHash('sha256').update(`${seed}:${id}`).digest('hex') }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, count)
    .map(({ id }) => id);
}
