import type { Tx } from '@thaw/platform';
import { addDays, type CalendarDay } from './calendar-day';
import type { PreventionKind, PreventionPolicy } from './policy';

/** A place in the order of lists: by day, terminal and kind. */
export interface ThingPlace {
  readonly dueOn: CalendarDay;
  readonly terminalId: string;
  readonly kind: PreventionKind;
}

export interface ThingsWanted {
  readonly policy: PreventionPolicy;
  readonly kinds: readonly PreventionKind[];
  /** Due on this day or before. */
  readonly dueBy: CalendarDay;
  /** Of one merchant; null: of all. */
  readonly merchantId: string | null;
  readonly after?: ThingPlace | undefined;
  /** Of each kind: so many of the first, or, unordered, any so many; left out: all. */
  readonly most?: { readonly count: number; readonly ordered: boolean };
}

export interface ThingsStatement {
  /** Begins with WITH and ends with the definition of `thing (terminal_id, merchant_id, kind, due_on)`. */
  readonly head: string;
  readonly parameters: unknown[];
}

type DatedKind = Exclude<PreventionKind, 'software'>;

const COLUMN_OF: { readonly [kind in DatedKind]: string } = {
  inspection: 'inspection_due_on',
  password: 'password_rotated_on',
  patches: 'patched_until',
  virus_database: 'virus_database_on',
};

const lastsDays = (kind: DatedKind, policy: PreventionPolicy): number =>
  ({
    inspection: 0,
    password: policy.passwordDays,
    patches: policy.patchesDays,
    virus_database: policy.virusDatabaseDays,
  })[kind];

/**
 * A terminal whose devices are all gone has nothing due; what was told of another device says nothing. Asked row by row, as
 * no join is: joined, a page would be sorted out of all rows rather than read in the order of the index.
 */
const LIVE =
  '(SELECT b.device_id FROM device_binding b WHERE b.terminal_id = p.terminal_id AND b.unbound_at IS NULL)';
const AT_WORK = `(${LIVE} IS NOT NULL OR
  (SELECT true FROM device_binding e WHERE e.terminal_id = p.terminal_id LIMIT 1) IS NULL)`;

/** Where it was told of a device, and that is at work, it is neither none nor another. */
const OF_DEVICE_AT_WORK = `${LIVE} IS NOT DISTINCT FROM p.device_id AND (p.device_id IS NOT NULL OR ${AT_WORK})`;

/**
 * Releases that stand; the pairs of model and version that terminals run, hopped through by the index; and since when each
 * was superseded, as `supersededOn` has it.
 */
const LAGGING = `
  release AS MATERIALIZED (
    SELECT model, version, current_from FROM (
      SELECT DISTINCT ON (model, version) model, version, current_from FROM software_announcement
      ORDER BY model, version, id DESC) last
    WHERE current_from IS NOT NULL
  ), pair AS (
    (SELECT software_model AS model, software_version AS version FROM terminal_prevention
     WHERE software_model IS NOT NULL AND software_version IS NOT NULL
     ORDER BY software_model, software_version LIMIT 1)
    UNION ALL
    SELECT n.model, n.version FROM pair CROSS JOIN LATERAL (
      SELECT q.software_model AS model, q.software_version AS version FROM terminal_prevention q
      WHERE q.software_model IS NOT NULL AND q.software_version IS NOT NULL
        AND (q.software_model, q.software_version) > (pair.model, pair.version)
      ORDER BY q.software_model, q.software_version LIMIT 1) n
  ), lagging AS MATERIALIZED (
    SELECT pair.model, pair.version, (
      SELECT min(r.current_from) FROM release r
      WHERE r.model = pair.model AND r.current_from > coalesce(
        (SELECT o.current_from FROM release o WHERE o.model = pair.model AND o.version = pair.version),
        '-infinity'::date)) AS superseded_on
    FROM pair
  )`;

/** Things that are due by a day, read by each kind's own index and never by a copy of what the policy makes of it. */
export function thingsStatement(wanted: ThingsWanted): ThingsStatement {
  const parameters: unknown[] = [];
  const bind = (value: unknown): string => `$${parameters.push(value)}`;
  const branches = wanted.kinds.map((kind) =>
    kind === 'software' ? softwareBranch(wanted, bind) : datedBranch(kind, wanted, bind),
  );
  const lagging = wanted.kinds.includes('software') ? `${LAGGING}, ` : '';
  return {
    head: `WITH RECURSIVE ${lagging}thing AS (${branches.join('\nUNION ALL\n')})`,
    parameters,
  };
}

type Bind = (value: unknown) => string;

function datedBranch(
  kind: DatedKind,
  { policy, dueBy, merchantId, after, most }: ThingsWanted,
  bind: Bind,
): string {
  const days = lastsDays(kind, policy);
  const column = `p.${COLUMN_OF[kind]}`;
  const conditions = [`${column} <= ${bind(addDays(dueBy, -days))}::date`];
  conditions.push(kind === 'inspection' ? AT_WORK : OF_DEVICE_AT_WORK);
  if (merchantId !== null) conditions.push(`p.merchant_id = ${bind(merchantId)}::uuid`);
  if (after) {
    const [from, id] = [bind(addDays(after.dueOn, -days)), bind(after.terminalId)];
    conditions.push(`(${column}, p.terminal_id) ${beyond(kind, after)} (${from}::date, ${id}::uuid)`);
  }
  return `(SELECT p.terminal_id, p.merchant_id, '${kind}' AS kind, ${column} + ${days} AS due_on
    FROM terminal_prevention p WHERE ${conditions.join(' AND ')}
    ${mostOf(most, `${column}, p.terminal_id`, bind)})`;
}

function softwareBranch({ policy, dueBy, merchantId, after, most }: ThingsWanted, bind: Bind): string {
  const days = policy.softwareDays;
  const conditions = [
    'p.software_model = v.model',
    'p.software_version = v.version',
    'p.software_version IS NOT NULL',
    OF_DEVICE_AT_WORK,
  ];
  if (merchantId !== null) conditions.push(`p.merchant_id = ${bind(merchantId)}::uuid`);
  const versions = [`v.superseded_on <= ${bind(addDays(dueBy, -days))}::date`];
  if (after) {
    const [from, id] = [bind(addDays(after.dueOn, -days)), bind(after.terminalId)];
    versions.push(`v.superseded_on >= ${from}::date`);
    conditions.push(
      `(v.superseded_on > ${from}::date OR p.terminal_id ${beyond('software', after)} ${id}::uuid)`,
    );
  }
  // All terminals of one version are due on one day: of each, as many as are wanted are enough.
  return `(SELECT s.terminal_id, s.merchant_id, 'software' AS kind, v.superseded_on + ${days} AS due_on
    FROM lagging v CROSS JOIN LATERAL (
      SELECT p.terminal_id, p.merchant_id FROM terminal_prevention p WHERE ${conditions.join(' AND ')}
      ${mostOf(most, 'p.terminal_id', bind)}) s
    WHERE ${versions.join(' AND ')}
    ${mostOf(most, 'v.superseded_on, s.terminal_id', bind)})`;
}

/** Kinds after the last one shown may have the last terminal of that day still before them. */
const beyond = (kind: PreventionKind, after: ThingPlace): '>' | '>=' => (kind > after.kind ? '>=' : '>');

const mostOf = (most: ThingsWanted['most'], order: string, bind: Bind): string =>
  most ? `${most.ordered ? `ORDER BY ${order} ` : ''}LIMIT ${bind(most.count)}::int` : '';

/**
 * Asks for things. What the database makes of the filters' rows is far too many, and compiling the statement for those would
 * cost a hundred times what reading a page does.
 */
export async function readThings<R>(tx: Tx, sql: string, parameters: unknown[]): Promise<readonly R[]> {
  await tx.query('SET LOCAL jit = off');
  return tx.query<R[]>(sql, parameters);
}
