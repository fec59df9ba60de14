/** When the acting person means to look at the case again; null where they have said nothing. */
export interface FollowUpFacts {
  readonly followUp: { readonly dueAt: Date } | null;
}
