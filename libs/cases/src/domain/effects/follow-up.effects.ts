/** What the acting person keeps for themselves: when to look at the case again. */
export type FollowUpEffect =
  { readonly kind: 'set_follow_up'; readonly dueAt: Date } | { readonly kind: 'clear_follow_up' };
