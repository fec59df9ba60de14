import { hasRole, isMerchantUser, type Actor } from '@thaw/kernel';

/** A condition on `freeze_case AS c`, with the values of its parameters. */
export interface VisibleCases {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * Which cases there are for somebody; every list, look-up and search goes by it. A merchant user has the own merchant's; a
 * reviewer all; an agent or supervisor those of their queues, those they own, and those that nobody has triaged yet;
 * whoever is neither has none. Cases of others are as if there were none.
 * @param first the number of the first parameter that is free.
 */
export function visibleTo(actor: Actor, first = 1): VisibleCases {
  if (actor.kind === 'system') return { sql: 'true', values: [] };
  if (isMerchantUser(actor)) return { sql: `c.merchant_id = $${first}`, values: [actor.merchantId] };
  if (hasRole(actor, 'reviewer')) return { sql: 'true', values: [] };
  if (actor.kind !== 'user' || !hasRole(actor, 'agent', 'supervisor')) return { sql: 'false', values: [] };
  return {
    sql: `(c.queue IS NULL OR c.owner_id = $${first}
      OR c.queue IN (SELECT queue FROM queue_member WHERE user_id = $${first}))`,
    values: [actor.userId],
  };
}
