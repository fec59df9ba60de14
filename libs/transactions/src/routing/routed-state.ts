import type { ImportState } from '../history-import.entity';

/** Imports of one file, by their state. One that is refused has none. */
export type ImportCounts = Readonly<Record<Exclude<ImportState, 'refused'>, number>>;

/**
 * What the imports of a routed file come to. One whose lines went to no terminal at all has none and is finished; nobody
 * keeps the state, so that it cannot disagree with theirs.
 */
export function routedState(isRefused: boolean, of: ImportCounts): ImportState {
  if (isRefused) return 'refused';
  if (of.queued + of.running > 0)
    return of.running + of.finished + of.failed + of.cancelled > 0 ? 'running' : 'queued';
  if (of.failed > 0) return 'failed';
  return of.cancelled > 0 ? 'cancelled' : 'finished';
}
