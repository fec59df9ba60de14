export interface MajorEventFacts {
  /** Named, and not yet reported. */
  readonly openMajorEvent: { readonly id: string } | null;
}
