import type { Zone } from '@thaw/kernel';
import { NOBODY, OWNER } from '../visibility';
import type { CaseFieldName } from './case-fields';
import type { CaseListing, Condition, SortBy } from './case-listing';
import { dayStart, durationMs, timeNamed } from './relative-time';

/** Who asks, when, and by which day. */
export interface Asking {
  readonly userId: string;
  readonly now: Date;
  readonly zone: Zone;
}

/** Takes a value and gives the parameter that stands for it in the statement. */
export type Bind = (value: unknown) => string;

/** As the indexes have it: a case without a running decision clock sorts behind all that have one. */
// Not COALESCE: under row policies no index is asked for it.
export const DUE = `(CASE WHEN c.decision_due_at IS NULL THEN 'infinity'::timestamptz ELSE c.decision_due_at END)`;

/** What the keys of each sort are, before the id; how a cursor writes one, and how it is read back. */
export const SORT_KEYS: Readonly<Record<SortBy, readonly SortKey[]>> = {
  opened: [{ sql: 'c.opened_at', kind: 'instant' }],
  changed: [{ sql: 'c.changed_at', kind: 'instant' }],
  decision_due: [{ sql: DUE, kind: 'instant' }],
  priority: [
    { sql: 'c.priority', kind: 'integer' },
    { sql: DUE, kind: 'instant' },
  ],
};

export interface SortKey {
  readonly sql: string;
  readonly kind: 'instant' | 'integer';
}

/** What leads the indexes of the sorts, each with its type. */
const LEADS: Partial<Record<CaseFieldName, { readonly sql: string; readonly type: string }>> = {
  owner: { sql: OWNER, type: 'uuid' },
  state: { sql: 'c.state', type: 'text' },
  queue: { sql: 'c.queue', type: 'text' },
};

/** Whether an index that it leads can be walked for it. */
export const leadsIndex = ({ field, op }: Condition): boolean => op === 'is' && LEADS[field] !== undefined;

/** Columns and sets that codes, numbers, persons and texts are members of. */
const MEMBERS: Partial<Record<CaseFieldName, (list: string) => string>> = {
  reason: (list) => `c.reason_code = ANY(${list}::text[])`,
  priority: (list) => `c.priority = ANY(${list}::integer[])`,
  slaClass: (list) => `c.sla_class = ANY(${list}::text[])`,
  merchantNo: (list) => `c.merchant_id IN (SELECT id FROM merchant WHERE merchant_no = ANY(${list}::text[]))`,
  terminalNo: (list) => `c.terminal_id IN (SELECT id FROM terminal WHERE terminal_no = ANY(${list}::text[]))`,
  measureLevel: (list) => `EXISTS (SELECT FROM measure m
    WHERE m.case_id = c.id AND m.lifted_at IS NULL AND m.level = ANY(${list}::text[]))`,
};

const EMPTY: Partial<Record<CaseFieldName, string>> = {
  reason: 'c.reason_code IS NULL',
  queue: 'c.queue IS NULL',
  slaClass: 'c.sla_class IS NULL',
  measureLevel: 'NOT EXISTS (SELECT FROM measure m WHERE m.case_id = c.id AND m.lifted_at IS NULL)',
};

/** Each with what its index is on, by which a stretch of it is found: infinitely late is none. */
const INSTANTS: Partial<Record<CaseFieldName, { readonly column: string; readonly indexed: string }>> = {
  openedAt: { column: 'c.opened_at', indexed: 'c.opened_at' },
  closedAt: { column: 'c.closed_at', indexed: 'c.closed_at' },
  changedAt: { column: 'c.changed_at', indexed: 'c.changed_at' },
  decisionDueAt: { column: 'c.decision_due_at', indexed: DUE },
};

const YES_NO: Partial<Record<CaseFieldName, (bind: Bind, asking: Asking) => string>> = {
  overdue: (bind, { now }) => `(${DUE} < ${bind(now)}::timestamptz AND c.state <> 'closed')`,
  hasHold: () => 'EXISTS (SELECT FROM authority_hold h WHERE h.case_id = c.id AND h.released_at IS NULL)',
};

/** A condition on `freeze_case AS c`. Only what the catalogue knows becomes SQL; every value is a parameter. */
export function conditionSql(condition: Condition, bind: Bind, asking: Asking): string {
  const { field, op, values } = condition;
  const yesNo = YES_NO[field];
  if (yesNo) return yesNoSql(yesNo(bind, asking), values);
  if (field === 'followUpAt') return followUpSql(condition, bind, asking);
  const instant = INSTANTS[field];
  if (instant) return instantSql(instant, condition, bind, asking);
  if (op === 'is_empty' || op === 'is_not_empty') return emptySql(field, op);
  const within = memberSql(field, field === 'owner' ? values.map(personIn(asking)) : values, bind);
  return op === 'is_not' ? `(${within}) IS NOT TRUE` : within;
}

/** A single value by equality: of a list, even of one, the planner expects no order from the index that it leads. */
function memberSql(field: CaseFieldName, values: readonly string[], bind: Bind): string {
  const lead = LEADS[field];
  if (lead && values.length === 1) return `${lead.sql} = ${bind(values[0])}::${lead.type}`;
  if (lead) return `${lead.sql} = ANY(${bind(values)}::${lead.type}[])`;
  const member = MEMBERS[field];
  if (!member) throw new Error(`no SQL for the field ${field}`);
  return member(bind(values));
}

const personIn =
  ({ userId }: Asking) =>
  (value: string): string =>
    value === 'me' ? userId : value === 'nobody' ? NOBODY : value.toLowerCase();

/** Of who asks alone: what others mean to look at again is theirs. */
function followUpSql(condition: Condition, bind: Bind, asking: Asking): string {
  const own = `FROM case_follow_up f WHERE f.user_id = ${bind(asking.userId)}::uuid`;
  if (condition.op === 'is_empty') return `NOT EXISTS (SELECT ${own} AND f.case_id = c.id)`;
  if (condition.op === 'is_not_empty') return `c.id IN (SELECT f.case_id ${own})`;
  const due = { column: 'f.due_at', indexed: 'f.due_at' };
  return `c.id IN (SELECT f.case_id ${own} AND ${instantSql(due, condition, bind, asking)})`;
}

function yesNoSql(sql: string, values: readonly string[]): string {
  const yes = values.includes('yes');
  if (yes && values.includes('no')) return 'true';
  return yes ? sql : `NOT ${sql}`;
}

function emptySql(field: CaseFieldName, op: 'is_empty' | 'is_not_empty'): string {
  const sql = EMPTY[field];
  if (sql === undefined) throw new Error(`no SQL for whether ${field} is empty`);
  return op === 'is_empty' ? sql : `NOT (${sql})`;
}

function instantSql(
  { column, indexed }: { readonly column: string; readonly indexed: string },
  { op, values: [value = ''] }: Condition,
  bind: Bind,
  { now, zone }: Asking,
): string {
  const at = (time: Date): string => `${bind(time)}::timestamptz`;
  const between = (from: Date, to: Date): string => `(${indexed} >= ${at(from)} AND ${indexed} < ${at(to)})`;
  const away = (sign: 1 | -1): Date => new Date(now.getTime() + sign * (durationMs(value) ?? 0));
  switch (op) {
    case 'before':
      return `${indexed} < ${at(timeNamed(value, now, zone))}`;
    case 'after':
      return `(${indexed} >= ${at(timeNamed(value, now, zone))} AND ${column} IS NOT NULL)`;
    case 'within_next':
      return between(now, away(1));
    case 'within_last':
      return between(away(-1), now);
    case 'today':
      return between(dayStart(now, zone, 0), dayStart(now, zone, 1));
    case 'is_empty':
      return `${column} IS NULL`;
    case 'is_not_empty':
      return `${column} IS NOT NULL`;
    case 'is':
    case 'is_not':
      throw new Error(`a time is not asked by ${op}`);
  }
}

/** Every condition of a listing, its scope among them, on `freeze_case AS c`. */
export function conditionsSql(
  { scope, conditions }: Pick<CaseListing, 'scope' | 'conditions'>,
  bind: Bind,
  asking: Asking,
): readonly string[] {
  return [
    ...(scope === 'open' ? [`c.state <> 'closed'`] : scope === 'closed' ? [`c.state = 'closed'`] : []),
    ...conditions.map((condition) => conditionSql(condition, bind, asking)),
  ];
}

/** A condition on more values than these is not walked value by value. */
export const BRANCHES_MOST = 12;

/**
 * The listing as one or more that together are the same: one for each value of a condition that leads an index. An index
 * of (state, priority, due) gives no order over two states at once, so that all of them would have to be read and sorted.
 */
export function branchesOf(listing: CaseListing, asking: Asking): readonly CaseListing[] {
  const { by } = listing.sort;
  if (by !== 'decision_due' && by !== 'priority') return [listing];
  // One whose values lead an index of the sort: each of them is walked in order by itself, and all are merged.
  const lead = Object.keys(LEADS)
    .map((field) =>
      listing.conditions.find(
        ({ field: name, op, values }) => name === field && op === 'is' && values.length <= BRANCHES_MOST,
      ),
    )
    .find((condition) => condition !== undefined);
  if (!lead) return [listing];
  // Whoever asks may be named twice, as `me` and by id: the same branch twice would show each case twice.
  const values = lead.field === 'owner' ? lead.values.map(personIn(asking)) : lead.values;
  return [...new Set(values)].map((value) => ({
    ...listing,
    conditions: listing.conditions.map((condition) =>
      condition === lead ? { ...condition, values: [value] } : condition,
    ),
  }));
}
