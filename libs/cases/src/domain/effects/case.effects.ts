/** What one case does to another. */
export type CaseEffect = {
  /** Measures and files go to the case that this one is a duplicate of. */
  readonly kind: 'hand_to_case';
  readonly caseId: string;
};
