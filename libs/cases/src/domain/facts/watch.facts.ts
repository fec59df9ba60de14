import type { MeasureTerms } from '@thaw/registry/measures';

/** A measure that the restore has lifted or narrowed, as it stood. */
export interface GivenBack {
  readonly terms: MeasureTerms;
  /** What stands in its place since; null where it was lifted, or nothing does any more. */
  readonly narrowedTo: string | null;
}

export interface WatchFacts {
  /**
   * When new facts last took a decision back: hits that stopped a restore or refroze, a refreeze without any, a closed
   * case opened again. A scan from before knows nothing of them.
   */
  readonly scanNeededSince: Date | null;
  /** Read only while trading comes back or is watched. */
  readonly watch: {
    /** Hits that the decision did not know of, and that nobody has answered. */
    readonly openHits: number;
    /** Whether all transactions that have come in are judged. */
    readonly upToDate: boolean;
    readonly givenBack: readonly GivenBack[];
  };
}
