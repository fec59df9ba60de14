/** An authority's hold that stands. */
export interface HoldFact {
  readonly id: string;
  readonly placedBy: string;
  /** The document that it rests on. */
  readonly fileId: string;
}

export interface HoldFacts {
  readonly holds: readonly HoldFact[];
  /** Whether any stands. */
  readonly authorityHold: boolean;
  /** The item for documents of authorities, and the files that lie under it. */
  readonly authorityItem: { readonly id: string; readonly files: readonly string[] } | null;
}
