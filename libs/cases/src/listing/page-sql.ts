import type { Actor, UserActor } from '@thaw/kernel';
import { seesParts, visibleParts, visibleSql, type VisiblePart } from '../visibility';
import type { CaseFieldName } from './case-fields';
import type { CaseListing, Condition } from './case-listing';
import type { PageEnd } from './listing-cursor';
import {
  BRANCHES_MOST,
  DUE,
  SORT_KEYS,
  branchesOf,
  conditionSql,
  conditionsSql,
  leadsIndex,
  type Asking,
  type Bind,
} from './listing-sql';

/** Who asks for which cases. */
interface Asked {
  readonly actor: Actor;
  readonly listing: CaseListing;
  readonly asking: Asking;
}

export interface AskedPage extends Asked {
  readonly after: PageEnd | null;
  /** How many rows are read. It stands in the statement, since of a parameter's value a kept plan knows nothing. */
  readonly most: number;
}

/** So many pages are walked through before the queues of whoever asks are: who sees a third of all cases needs no more. */
const PAGES_WALKED = 4;

/**
 * `whole`: the page in one statement. Or `near` first, of which each row tells by `whole` whether that is the page already,
 * and `far` where it is not: for a statement that is planned each time, since most pages do with the first.
 */
export type PagePart = 'whole' | 'near' | 'far';

/**
 * The cases of a page, in no order: their columns, and `k0`, `k1` … by which they are sorted. Where the person sees some
 * queues, the list is walked for a while, taking what is theirs; only where this gave no whole page and the list goes on,
 * each of their queues is walked by itself and all are merged. So whoever sees one case of a thousand reads few others.
 */
export function pageSql(asked: AskedPage, columns: string, pagePart: PagePart, bind: Bind): string {
  const { listing, actor, asking, most } = asked;
  const inOrder = inOrderOf(listing, 'p');
  if (!seesParts(actor)) return walkSql(asked, columns, most, [visibleSql(actor, bind)], bind);
  const near = (): string => {
    const walked = PAGES_WALKED * most;
    const seen = `${columns}, ${visibleSql(actor, bind)} AS seen`;
    return `WITH walked AS MATERIALIZED (${walkSql(asked, seen, walked, [], bind)}),
      near AS MATERIALIZED (SELECT * FROM walked p WHERE seen ORDER BY ${inOrder} LIMIT ${most}),
      told AS MATERIALIZED (SELECT (SELECT count(*) FROM near) = ${most} OR (SELECT count(*) FROM walked) < ${walked} AS whole)`;
  };
  if (pagePart === 'near') return `${near()} SELECT near.*, told.whole FROM near, told`;

  const conditions = heldInParts(listing, asking, bind);
  const part = (one: VisiblePart): string => `(SELECT ${keysOf(listing)}, ${columns} FROM freeze_case c
    WHERE ${[one.sql, ...conditions, ...beyondEnd(asked, bind, one)].join(' AND ')}
    ORDER BY ${sortedBy(listing, one.leads)} LIMIT ${most})`;
  const { untriaged, own, inQueue, queues } = visibleParts(actor, bind);
  const far = (where: string): string => `SELECT DISTINCT ON (${orderOf(listing, 'p').join(', ')}) p.*
    FROM (${part(untriaged)} UNION ALL ${part(own)}
      UNION ALL (SELECT f.* FROM ${queues.from} CROSS JOIN LATERAL ${part(inQueue)} f WHERE ${queues.of})) p
    WHERE ${where} ORDER BY ${inOrder} LIMIT ${most}`;
  if (pagePart === 'far') return far('true');
  return `${near()}, far AS (${far('NOT (SELECT whole FROM told)')})
    SELECT * FROM near WHERE (SELECT whole FROM told) UNION ALL SELECT *, true FROM far`;
}

/**
 * The conditions as each case of a part is held against them. Owner and state lead indexes of their own, which are hidden:
 * the planner, for which all queues are alike, would look through every case of nobody for those of a small queue.
 */
function heldInParts({ scope, conditions }: CaseListing, asking: Asking, bind: Bind): readonly string[] {
  const isHidden = (one: Condition): boolean => leadsIndex(one) && one.field !== 'queue';
  return [
    ...conditionsSql({ scope, conditions: conditions.filter((one) => !isHidden(one)) }, bind, asking),
    ...conditions
      .filter(isHidden)
      .map((one) => `CASE WHEN ${conditionSql(one, bind, asking)} THEN true ELSE false END`),
  ];
}

/** The list itself from where the last page ended, `count` cases of it. */
function walkSql(
  asked: AskedPage,
  shown: string,
  count: number,
  where: readonly string[],
  bind: Bind,
): string {
  const { listing, asking } = asked;
  const branches = branchesOf(listing, asking).map((branch) => {
    const conditions = ['true', ...where, ...conditionsSql(branch, bind, asking), ...beyondEnd(asked, bind)];
    return `(SELECT ${keysOf(listing)}, ${shown} FROM freeze_case c
      WHERE ${conditions.join(' AND ')} ORDER BY ${sortedBy(listing)} LIMIT ${count})`;
  });
  return `SELECT * FROM (${branches.join(' UNION ALL ')}) p ORDER BY ${inOrderOf(listing, 'p')} LIMIT ${count}`;
}

const keysOf = ({ sort }: CaseListing): string =>
  SORT_KEYS[sort.by].map(({ sql }, index) => `${sql} AS k${index}`).join(', ');

const sortedBy = ({ sort }: CaseListing, ...first: readonly string[]): string =>
  [...first, ...SORT_KEYS[sort.by].map(({ sql }) => sql), 'c.id']
    .map((sql) => `${sql} ${sort.descending ? 'DESC' : 'ASC'}`)
    .join(', ');

/** What a page is sorted by, the id last. @param alias of what {@link pageSql} gave */
const orderOf = ({ sort }: CaseListing, alias: string): readonly string[] => [
  ...SORT_KEYS[sort.by].map((_, index) => `${alias}.k${index}`),
  `${alias}.id`,
];

export const inOrderOf = (listing: CaseListing, alias: string): string =>
  orderOf(listing, alias)
    .map((sql) => `${sql} ${listing.sort.descending ? 'DESC' : 'ASC'}`)
    .join(', ');

/**
 * `count`: how many cases there are, up to `most`. Of somebody who sees some queues each part is counted by itself, so that
 * no case of others is looked at; of a part and what cases are narrowed by most an index holds all.
 */
export function countSql({ actor, listing, asking }: Asked, most: number, bind: Bind): string {
  const parts = seesParts(actor) && !isOfPersons(listing) ? visibleParts(actor, bind) : null;
  const visible = parts ? [] : [visibleSql(actor, bind)];
  const which = [...visible, ...conditionsSql(listing, bind, asking)];
  const cases = (order: string, ...part: readonly string[]): string =>
    `SELECT 1 AS one FROM freeze_case c WHERE ${['true', ...part, ...which].join(' AND ')} ${order} LIMIT ${most}`;
  const counted = (found: string): string =>
    `SELECT count(*)::integer AS count FROM (SELECT FROM (${found}) p LIMIT ${most}) counted`;
  if (!parts) return counted(cases(''));
  const { untriaged, own, elsewhere, queues } = parts;
  // In the order of the index that holds all that is asked for.
  const [inQueue, ofOwner] =
    listing.scope !== 'open'
      ? ['c.opened_at, c.id', 'c.opened_at, c.id']
      : [listing.conditions.some(isOfDue) ? DUE : 'c.state', DUE];
  return counted(`(SELECT f.one FROM ${queues.from} CROSS JOIN LATERAL
      (${cases(`ORDER BY c.queue, ${inQueue}`, 'c.queue = q.queue')}) f WHERE ${queues.of})
    UNION ALL (${cases('', untriaged.sql)})
    UNION ALL (${cases(`ORDER BY ${own.leads}, ${ofOwner}`, own.sql, elsewhere)})`);
}

/** Of named people only: what is theirs is little, whoever else may see it. */
const isOfPersons = ({ conditions }: CaseListing): boolean =>
  conditions.some(({ field, op, values }) => field === 'owner' && op === 'is' && !values.includes('nobody'));

const isOfDue = ({ field }: Condition): boolean => field === 'decisionDueAt' || field === 'overdue';

/** `id`: of as many cases as `most` that somebody sees, open or closed, each once. */
export function seenIdsSql(actor: UserActor, most: number, bind: Bind): string {
  const { untriaged, own, elsewhere, queues } = visibleParts(actor, bind);
  const part = (sql: string, leads: string): string =>
    `(SELECT c.id FROM freeze_case c WHERE ${sql} ORDER BY ${leads}, c.opened_at, c.id LIMIT ${most})`;
  return `SELECT p.id FROM ((SELECT f.id FROM ${queues.from}
      CROSS JOIN LATERAL ${part('c.queue = q.queue', 'c.queue')} f WHERE ${queues.of})
    UNION ALL ${part(untriaged.sql, untriaged.leads)}
    UNION ALL ${part(`${own.sql} AND ${elsewhere}`, own.leads)}) p LIMIT ${most}`;
}

/** No index is led by these alone: what is asked of them never makes another plan a better one. */
const PLAIN_FIELDS: readonly CaseFieldName[] = ['reason', 'slaClass', 'priority'];

/**
 * Whether one plan is right for all pages of this form: what narrows them is what leads an index of the sort, or what they
 * are sorted by, or leads none. For anything else the planner has to see how much there is of the very value.
 */
export function pageHasOnePlan({ conditions, sort }: CaseListing): boolean {
  const [condition, ...more] = conditions.filter(({ field }) => !PLAIN_FIELDS.includes(field));
  if (!condition) return true;
  if (more.length > 0) return false;
  if (sort.by === 'decision_due' && isOfDue(condition)) return true;
  if (!leadsIndex(condition)) return false;
  if (sort.by === 'decision_due' || sort.by === 'priority') return condition.values.length <= BRANCHES_MOST;
  return condition.field !== 'state' && condition.values.length === 1;
}

/** The same of counts: queue, state and when they are due lead the indexes that they are read from. */
export const countHasOnePlan = ({ scope, conditions }: CaseListing): boolean =>
  scope === 'open' &&
  conditions.length <= 1 &&
  conditions.every((one) => isOfDue(one) || (leadsIndex(one) && one.field !== 'owner'));

/** Of a part the place in its index, with what leads it: from there on it is walked, not from where the part begins. */
function beyondEnd(
  { listing: { sort }, after }: AskedPage,
  bind: Bind,
  part?: VisiblePart,
): readonly string[] {
  if (!after) return [];
  const keys = SORT_KEYS[sort.by];
  const bounds = keys.map(({ kind }, index) =>
    kind === 'integer'
      ? `${bind(after.keys[index])}::integer`
      : `to_timestamp(${bind(after.keys[index])}::double precision)`,
  );
  const [leads, value] = part?.value === undefined ? [[], []] : [[part.leads], [part.value]];
  const mine = [...leads, ...keys.map(({ sql }) => sql), 'c.id'].join(', ');
  const end = [...value, ...bounds, `${bind(after.id)}::uuid`].join(', ');
  return [`(${mine}) ${sort.descending ? '<' : '>'} (${end})`];
}
