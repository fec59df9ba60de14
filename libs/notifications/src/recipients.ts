import type { UserActor } from '@thaw/kernel';

/** Whose inboxes are a person's own: a merchant's users share the merchant's. */
export const recipientsOf = (actor: UserActor): string[] =>
  actor.merchantId === null ? [actor.userId] : [actor.userId, actor.merchantId];
