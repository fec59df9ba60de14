import { hasRole, isMerchantUser, type Actor, type UserActor } from '@thaw/kernel';

/** A condition on `freeze_case AS c`, with the values of its parameters. */
export interface VisibleCases {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** Nobody as an owner, as the indexes have it. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';
// Not COALESCE: under row policies no index is asked for it.
export const OWNER = `(CASE WHEN c.owner_id IS NULL THEN '${NOBODY}'::uuid ELSE c.owner_id END)`;

/** Takes a value and gives the parameter that stands for it. */
type Bind = (value: unknown) => string;

/**
 * Which cases there are for somebody; every list, look-up and search goes by it. A merchant user has the own merchant's; a
 * reviewer all; an agent or supervisor those of their queues, those they own, and those that nobody has triaged yet;
 * whoever is neither has none. Cases of others are as if there were none.
 * @param bind takes a value and gives the parameter that stands for it.
 */
export function visibleSql(actor: Actor, bind: Bind): string {
  if (actor.kind === 'system') return 'true';
  if (isMerchantUser(actor)) return `c.merchant_id = ${bind(actor.merchantId)}::uuid`;
  if (hasRole(actor, 'reviewer')) return 'true';
  if (actor.kind !== 'user' || !hasRole(actor, 'agent', 'supervisor')) return 'false';
  const user = `${bind(actor.userId)}::uuid`;
  return `(c.queue IS NULL OR c.owner_id = ${user} OR c.queue IN (${queuesOf(user)}))`;
}

const queuesOf = (user: string): string => `SELECT queue FROM queue_member WHERE user_id = ${user}`;

/** What somebody sees of all cases for one reason: `sql` a condition on `freeze_case AS c`, `leads` what tells the part. */
export interface VisiblePart {
  readonly leads: string;
  readonly sql: string;
  /** What `leads` is in all of it; absent where it is null. */
  readonly value?: string;
}

/**
 * The same taken apart, for whoever sees some queues: what is seen is all of the parts together, and a case may be in two
 * of them. Each is a stretch of the indexes that begin with what `leads`, in their order. It is asked for by both its ends:
 * asked for as equal, it would be in order of any index, and the planner, for which persons and queues are all alike, does
 * not know that this one is small.
 */
export interface VisibleParts {
  readonly untriaged: VisiblePart;
  readonly own: VisiblePart;
  /** Leaves of those what is in neither of the other parts. */
  readonly elsewhere: string;
  /** A part for each queue `q` of theirs, and where the queues come from. */
  readonly inQueue: VisiblePart;
  readonly queues: { readonly from: string; readonly of: string };
}

/** Not whoever sees all cases, or those of a merchant, or none. */
export const seesParts = (actor: Actor): actor is UserActor =>
  !isMerchantUser(actor) && !hasRole(actor, 'reviewer') && hasRole(actor, 'agent', 'supervisor');

/** Of somebody who {@link seesParts}. */
export function visibleParts({ userId }: UserActor, bind: Bind): VisibleParts {
  const user = `${bind(userId)}::uuid`;
  return {
    untriaged: { leads: 'c.queue', sql: 'c.queue IS NULL' },
    own: { leads: OWNER, sql: between(OWNER, user), value: user },
    elsewhere: `c.queue IS NOT NULL AND c.queue NOT IN (${queuesOf(user)})`,
    inQueue: { leads: 'c.queue', sql: between('c.queue', 'q.queue'), value: 'q.queue' },
    queues: { from: 'queue_member q', of: `q.user_id = ${user}` },
  };
}

const between = (leads: string, value: string): string => `${leads} >= ${value} AND ${leads} <= ${value}`;

/** The same for a statement of one's own. @param first the number of the first parameter that is free. */
export function visibleTo(actor: Actor, first: number): VisibleCases {
  const values: unknown[] = [];
  const sql = visibleSql(actor, (value) => {
    values.push(value);
    return `$${first + values.length - 1}`;
  });
  return { sql, values };
}
