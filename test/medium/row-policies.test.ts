import type { UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import type { Client } from 'pg';
import { readListing } from '../../libs/cases/src/listing/case-listing';
import { CasePages } from '../../libs/cases/src/listing/case-pages.query';
import { cursorAfter } from '../../libs/cases/src/listing/listing-cursor';
import { BareRows } from '../factories/bare-rows';
import { hearQueries } from '../support/query-ear';
import {
  ADMIN,
  AGENT,
  BOUND,
  EXPECTED,
  FIRST,
  NOBODY,
  WRITTEN,
  actAs,
  idOf,
  servingClient,
  type Bound,
  type Expectation,
  type Merchant,
} from '../support/row-expectations';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

/**
 * The policies of rows with every check of the services taken away: SQL by the serving role itself, bound as `asActor`
 * binds it. Each table has a row of two merchants.
 */

let database: TestDatabase;
let rows: BareRows;
let serving: Client;
/** The same without triggers and references: only a policy can refuse what is written. */
let bare: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.query('SELECT open_transaction_year(2026)');
  rows = await BareRows.of(database);
  for (const { table } of BOUND) {
    await database.query(`DELETE FROM ${table}`);
    for (const merchant of [1, 2] as const) await rows.put(table, belonging(table, merchant));
  }
  serving = await servingClient(database.url);
  bare = await servingClient(database.url, '-c session_replication_role=replica');
});
afterAll(async () => {
  await serving.end();
  await bare.end();
  await database.drop();
});

/** What a column refers to by its name where no reference says so, and which of those that may be empty are filled. */
const NAMED: { readonly [column: string]: string } = {
  case_id: 'freeze_case',
  event_id: 'case_event',
  measure_id: 'measure',
  merchant_id: 'merchant',
  recipient_id: 'merchant',
  scan_id: 'scan',
  terminal_id: 'terminal',
  user_id: 'app_user',
};
/** It is of a case here. */
const LEFT_OUT = ['live_event.recipient_id'];

/** The keys of a row of one merchant, whatever table it is of. */
function belonging(table: string, merchant: Merchant): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const { column, type, refers, needed } of rows.columnsOf(table)) {
    const of = column === 'id' ? table : (refers ?? NAMED[column]);
    const isKey = needed || column === 'id' || column in NAMED;
    if (of === undefined || !isKey || LEFT_OUT.includes(`${table}.${column}`)) continue;
    if (type === 'uuid') given[column] = idOf(merchant, of);
    if (type === 'bigint') given[column] = merchant;
  }
  if (table === 'idempotency_key') given['actor'] = `user:${idOf(merchant, 'app_user')}`;
  return given;
}

/** Asks as somebody, and takes back what was done. */
const as = <R>(bound: Bound, work: () => Promise<R>, client = serving): Promise<R> =>
  actAs(client, bound, work);

const countOf = async (table: string): Promise<number> =>
  Number((await serving.query<{ count: string }>(`SELECT count(*) FROM ${table}`)).rows[0]?.count);

/** What each table that is bound shows to somebody. */
async function shownTo(bound: Bound): Promise<Record<string, number>> {
  const shown: Record<string, number> = {};
  for (const { table } of BOUND) shown[table] = await as(bound, () => countOf(table));
  return shown;
}

const expected = (of: (one: Expectation) => number): Record<string, number> =>
  Object.fromEntries(BOUND.map((one) => [one.table, of(one)]));

it('knows every table there is, and binds those it says', async () => {
  const tables = await database.query<{ name: string; bound: boolean; forced: boolean }>(
    `SELECT relname AS name, relrowsecurity AS bound, relforcerowsecurity AS forced FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname !~ '^transaction_\\d+$' ORDER BY 1`,
  );
  expect(tables.map(({ name }) => name)).toEqual(EXPECTED.map(({ table }) => table).sort());
  expect(tables.filter(({ bound }) => bound).map(({ name }) => name)).toEqual(
    [...BOUND.map(({ table }) => table), ...WRITTEN].sort(),
  );
  expect(tables.filter(({ bound, forced }) => bound && !forced).map(({ name }) => name)).toEqual(
    EXPECTED.filter(({ desk, why }) => desk === 'writes' || why.startsWith('not forced')).flatMap(
      ({ table, desk }) => (desk === 'all' ? [] : table),
    ),
  );
  // What is not bound says why, or is of nobody.
  const unsaid = EXPECTED.filter(({ desk, data, why }) => desk === 'all' && data !== 'reference' && data !== 'machinery' && why === '');
  expect(unsaid).toEqual([]);
  const bare = EXPECTED.filter(({ desk, data }) => desk === 'all' && ['case', 'merchant', 'evidence', 'message'].includes(data));
  expect(bare).toEqual([]);
}); // prettier-ignore

it('shows nobody anything, nor lets them write', async () => {
  expect(await shownTo(NOBODY)).toEqual(expected(() => 0));
  // A connection that was never bound to anybody has no settings at all.
  const fresh = await servingClient(database.url);
  try {
    const shown: Record<string, number> = {};
    for (const { table } of BOUND)
      shown[table] = Number((await fresh.query(`SELECT FROM ${table}`)).rowCount);
    expect(shown).toEqual(expected(() => 0));
  } finally {
    await fresh.end();
  }
  expect(await refusalsOf(NOBODY, 1)).toEqual(everywhere(() => 'refused'));
  expect(await changedBy(NOBODY, 1)).toEqual([]);
});

it('shows a merchant their own rows and none of another', async () => {
  const shown = await shownTo(FIRST);
  expect(shown).toEqual(expected(({ merchant }) => (merchant.startsWith('own') ? 1 : 0)));
});

it('lets a merchant change, delete and write nothing of another, whatever the statement asks', async () => {
  expect(await changedBy(FIRST, 2)).toEqual([]);
  expect(await refusalsOf(FIRST, 2)).toEqual(
    everywhere(({ merchant }) => (merchant.endsWith('tells') ? 'written' : 'refused')),
  );
});

it('shows whoever works on cases all, and an admin no case', async () => {
  expect(await shownTo(AGENT)).toEqual(expected(() => 2));
  expect(await shownTo(ADMIN)).toEqual(expected(({ desk }) => (desk === 'desk' ? 2 : 0)));
});

it.each(EXPECTED.filter(({ desk }) => desk === 'door').map(({ table }) => table))(
  'lets the desk write into %s and nobody read there',
  async (door) => {
    const table = door.replace(/_rows$/, '');
    const write = (bound: Bound): Promise<string> => as(bound, () => written(serving, table, door));
    expect([await write(NOBODY), await write(FIRST), await write(AGENT)]).toEqual([
      'refused',
      'refused',
      'written',
    ]);
    await expect(as(AGENT, () => countOf(door))).rejects.toMatchObject({ code: '42501' });
  },
);

it.each(WRITTEN)('shows %s to all, and lets the desk alone write it', async (table) => {
  const left = () =>
    bare.query(`SELECT has_table_privilege($1, 'INSERT') AS adds, has_table_privilege($1, 'DELETE') AS removes`, [table]);
  const { adds, removes } = (await left()).rows[0] as { adds: boolean; removes: boolean };
  await database.query(`DELETE FROM ${table}`);
  await rows.put(table, belonging(table, 1));
  const changes = async (bound: Bound): Promise<readonly (number | null)[]> => {
    const [column] = await database.query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
         AND attidentity = '' AND attgenerated = '' AND has_column_privilege('thaw_serving', $1, attname, 'UPDATE') LIMIT 1`,
      [table],
    );
    const done: (number | null)[] = [];
    if (column) done.push((await as(bound, () => bare.query(`UPDATE ${table} SET "${column.name}" = "${column.name}"`), bare)).rowCount);
    if (removes) done.push((await as(bound, () => bare.query(`DELETE FROM ${table}`), bare)).rowCount);
    return done;
  };
  for (const bound of [NOBODY, FIRST]) {
    expect(await as(bound, () => written(bare, table, table, 2), bare)).toBe('refused');
    expect((await changes(bound)).filter((count) => count !== 0)).toEqual([]);
    expect(await as(bound, () => countOf(table))).toBe(1);
  }
  expect(await as(ADMIN, () => written(bare, table, table, 2), bare)).toBe(adds ? 'written' : 'refused');
  expect((await changes(ADMIN)).filter((count) => count !== 1)).toEqual([]);
}); // prettier-ignore

it('shows a merchant nothing that staff are told of their case', async () => {
  const told = { id: '00000000-0000-4000-8000-00000000057c', dedupe_key: 'task', recipient_kind: 'user' };
  const { sql, values } = rows.statement('notification', {
    ...told,
    recipient_id: '00000000-0000-4000-8000-00000000057a',
    case_id: idOf(1, 'freeze_case'),
  });
  await database.query(sql, values);
  const seen = (bound: Bound) =>
    as(
      bound,
      async () => (await serving.query('SELECT FROM notification WHERE id = $1', [told.id])).rowCount,
    );
  expect([await seen(FIRST), await seen(AGENT)]).toEqual([0, 1]);
  // What they do is told to staff by their own transaction, once.
  const again = await as(FIRST, () => bare.query(`${sql} ON CONFLICT DO NOTHING`, values), bare);
  expect(again.rowCount).toBe(0);
  await database.query('DELETE FROM notification WHERE id = $1', [told.id]);
});

it('shows a merchant who works here, and lets them change no account but their own', async () => {
  const staff = '00000000-0000-4000-8000-00000000057a';
  await rows.put('app_user', { id: staff });
  const change = (id: string) => serving.query('UPDATE app_user SET locale = locale WHERE id = $1', [id]);
  const seen = (id: string) => serving.query('SELECT FROM app_user WHERE id = $1', [id]);
  expect((await as(FIRST, () => seen(staff))).rowCount).toBe(1);
  expect((await as(FIRST, () => change(staff))).rowCount).toBe(0);
  expect((await as(FIRST, () => change(idOf(1, 'app_user')))).rowCount).toBe(1);
  expect((await as(ADMIN, () => change(staff))).rowCount).toBe(1);
  const { sql, values } = rows.statement('app_user', { id: '00000000-0000-4000-8000-00000000057b' });
  await expect(as(FIRST, () => bare.query(sql, values), bare)).rejects.toMatchObject({ code: '42501' });
  await database.query('DELETE FROM app_user WHERE id = $1', [staff]);
});

it('lets lists of cases be read by their indexes, by owner and from a cursor on', async () => {
  const listing = readListing({
    conditions: [{ field: 'owner', op: 'is', values: ['nobody'] }],
    sort: { by: 'priority' },
  });
  const cursor = cursorAfter(listing, { keys: ['2', '1767225600'], id: idOf(1, 'freeze_case') });
  const agent: UserActor = {
    kind: 'user',
    userId: idOf(1, 'app_user'),
    displayName: 'agent',
    roles: ['agent'],
    merchantId: null,
  };
  const config = testConfig(database);
  const rooms = new Database(config);
  const heard = await hearQueries(async () => {
    const pages = new CasePages(new TestClock(), config);
    await rooms.asActor(agent, (tx) => pages.page(tx, agent, listing, { cursor, limit: 50 }));
    await rooms.onApplicationShutdown();
    config.dispose();
  });
  const [page] = heard.filter(({ sql }) => sql.includes('FROM freeze_case c'));
  const plan = await as(AGENT, async () => {
    await serving.query('SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
    const { rows: lines } = await serving.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${page!.sql}`, [
      ...page!.parameters,
    ]);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  });
  const walks = [...plan.matchAll(/Index Scan using freeze_case_owner_urgent on freeze_case c.*\n *Index Cond: (.*)/g)];
  expect(walks.map(([, condition]) => condition)).toContainEqual(
    expect.stringMatching(/^\(\(CASE WHEN \(owner_id IS NULL\) .* = .*\) AND \(ROW\(priority, CASE .*, id\) > ROW\(/),
  );
}); // prettier-ignore

/** Tables whose rows of this merchant somebody could change or delete. */
async function changedBy(bound: Bound, of: Merchant): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const { table } of BOUND) {
    const [own] = await database.query<{ ctid: string; part: string }>(
      `SELECT ctid::text, tableoid::text AS part FROM ${table} WHERE ${await ownKey(table, of)}`,
    );
    const [may] = await database.query<{ column: string | null; deletes: boolean }>(
      `SELECT has_table_privilege('thaw_serving', $1, 'DELETE') AS deletes,
         (SELECT attname FROM pg_attribute a WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
            AND attgenerated = '' AND attidentity = '' AND has_column_privilege('thaw_serving', $1, attname, 'UPDATE')
          ORDER BY attnum DESC LIMIT 1) AS "column"`,
      [table],
    );
    const where = `WHERE ctid = '${own!.ctid}' AND tableoid = ${own!.part}`;
    if (may!.column !== null) {
      const update = `UPDATE ${table} SET "${may!.column}" = "${may!.column}" ${where}`;
      if ((await as(bound, () => bare.query(update), bare)).rowCount !== 0) changed.push(`UPDATE ${table}`);
    }
    if (
      may!.deletes &&
      (await as(bound, () => bare.query(`DELETE FROM ${table} ${where}`), bare)).rowCount !== 0
    )
      changed.push(`DELETE ${table}`);
  }
  return changed;
}

/** A condition that is true of the row of one merchant. */
async function ownKey(table: string, of: Merchant): Promise<string> {
  const keys = Object.entries(belonging(table, of)).map(([column, value]) => `"${column}"::text = '${String(value)}'`);
  return keys.length === 0 ? `ctid = (SELECT ctid FROM ${table} ORDER BY ctid OFFSET ${of - 1} LIMIT 1)` : keys.join(' AND ');
} // prettier-ignore

/** What becomes of a row of this merchant that somebody writes. */
async function refusalsOf(bound: Bound, of: Merchant): Promise<Record<string, string>> {
  const refusals: Record<string, string> = {};
  for (const { table } of BOUND)
    refusals[table] = await as(bound, () => written(bare, table, table, of), bare);
  return refusals;
}

/** Keys are looked at after policies: whoever meets one that is there had passed. */
async function written(client: Client, table: string, into: string, of: Merchant = 2): Promise<string> {
  const { sql, values } = rows.statement(table, belonging(table, of), into);
  try {
    await client.query(sql, values);
    return 'written';
  } catch (error) {
    const { code, constraint } = error as { code?: string; constraint?: string };
    if (code === '42501') return 'refused';
    return code === '23505' ? 'written' : `${code} ${constraint ?? ''}`;
  }
}

const everywhere = (of: (one: Expectation) => string): Record<string, string> =>
  Object.fromEntries(BOUND.map((one) => [one.table, of(one)]));
