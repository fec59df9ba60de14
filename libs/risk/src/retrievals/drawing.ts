import { createHash } from 'node:crypto';

/**
 * A seeded order of ids: by SHA-256 of `seed:id` in hex, ascending. Plain on purpose: whoever doubts a sample draws it
 * again with a shell.
 */
export const inDrawnOrder = (ids: Iterable<number>, seed: string): readonly number[] =>
  [...new Set(ids)]
    .map((id) => ({ id, rank: rankOf(seed, id) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(({ id }) => id);

export const rankOf = (seed: string, id: number): string =>
  createHash('sha256').update(`${seed}:${id}`).digest('hex');

/** SHA-256 in hex of the ids, ascending, each once, joined by commas. */
export const populationDigest = (ids: Iterable<number>): string =>
  createHash('sha256')
    .update([...new Set(ids)].sort((a, b) => a - b).join(','))
    .digest('hex');
