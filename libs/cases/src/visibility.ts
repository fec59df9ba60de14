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
 * @param bind takes a value and gives the parameter that stands for it.
 */
export function visibleSql(actor: Actor, bind: (value: unknown) => string): string {
  if (actor.kind === 'system') return 'true';
  if (isMerchantUser(actor)) return `c.merchant_id = ${bind(actor.merchantId)}::uuid`;
  if (hasRole(actor, 'reviewer')) return 'true';
  if (actor.kind !== 'user' || !hasRole(actor, 'agent', 'supervisor')) return 'false';
  const user = `${bind(actor.userId)}::uuid`;
  return `(c.queue IS NULL OR c.owner_id = ${user}
    OR c.queue IN (SELECT queue FROM queue_member WHERE user_id = ${user}))`;
}

/** The same for a statement of one's own. @param first the number of the first parameter that is free. */
export function visibleTo(actor: Actor, first: number): VisibleCases {
  const values: unknown[] = [];
  const sql = visibleSql(actor, (value) => {
    values.push(value);
    return `$${first + values.length - 1}`;
  });
  return { sql, values };
}
