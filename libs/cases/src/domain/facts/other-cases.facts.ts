/** What else was opened, in the two years before a case was and since; dismissed cases are none. */
export interface CaseCounts {
  readonly cases: number;
  /** Of which the freeze was found right: trading ended, or came back mended or with a restriction. */
  readonly founded: number;
  /** Of those, decided to be kept, ended or listed. */
  readonly upheld: number;
  /** Frozen again in the watch, or opened again after they were closed. */
  readonly anew: number;
}

/** Read only where a case is classified. */
export interface OtherCasesFacts {
  /** Null where it was not read. `terminal` counts this case's own refreezes too; `merchant` all but this case. */
  readonly otherCases: { readonly terminal: CaseCounts; readonly merchant: CaseCounts } | null;
}
