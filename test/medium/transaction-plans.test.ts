import { systemActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { SharedCardsQuery } from '../../libs/risk/src/facts/shared-cards.query';
import { openYears } from '../factories/history';
import { historyFile } from '../factories/history-file';
import { AGENT, ImportRoom } from '../support/import-room';
import { hearQueries, type HeardQuery } from '../support/query-ear';

const WORKER = systemActor('worker');
const DAY_MS = 86_400_000;
/** Rows of each terminal in each year. */
const ROWS = 2_000;
const YEARS = [2022, 2023, 2024, 2025];

let room: ImportRoom;
let terminalId: string;
beforeAll(async () => {
  room = await ImportRoom.open();
  terminalId = (await room.shop()).terminal.id;
  await openYears(
    room.database,
    YEARS.map((year) => new Date(Date.UTC(year, 6))),
  );
  // Ours has as many rows as all others together: where an index is worth least.
  await room.database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, received_at)
     SELECT CASE WHEN other = 0 THEN $1 ELSE md5(other::text)::uuid END,
       make_timestamptz(year, 1, 1, 0, 0, 0, 'UTC') + n * interval '4 hours', 'r:' || n, n, other * 1000000 + year * 10000 + n,
       gen_random_uuid(), 100, 'CNY', 'purchase', 'approved', 'credit', now()
     FROM generate_series(0, 10) other, unnest($2::int[]) year, generate_series(1, $3::int) n
     WHERE other = 0 OR n % 10 = 0`,
    [terminalId, YEARS, ROWS],
  );
  await room.database.query('VACUUM ANALYZE transaction');
});
afterAll(() => room.close());

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Presorted Key'?: readonly string[];
  readonly Plans?: readonly PlanNode[];
}

const reading = (work: (tx: Tx) => Promise<unknown>): Promise<HeardQuery[]> =>
  hearQueries(() => room.rooms.asActor(WORKER, work));

const drain = async (from: AsyncIterable<unknown>): Promise<void> => {
  const reader = from[Symbol.asyncIterator]();
  while (!(await reader.next()).done);
};

const isAboutTransactions = ({ sql }: HeardQuery): boolean => /\bFROM transaction\b/.test(sql);

/** The plans of all statements on transactions among these, every node, in the order of execution. */
async function plansOf(heard: readonly HeardQuery[]): Promise<PlanNode[][]> {
  const plans: PlanNode[][] = [];
  for (const { sql, parameters, settings } of heard.filter(isAboutTransactions)) {
    await room.database.query('BEGIN');
    for (const setting of settings) await room.database.query(setting);
    // As they are served: under the policies of rows.
    await room.database.query(
      `SELECT set_config('role', 'thaw_serving', true), set_config('thaw.actor', 'system:worker', true), set_config('thaw.desk', 'on', true)`,
    );
    const [row] = await room.database.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
      `EXPLAIN (FORMAT JSON) ${sql}`,
      [...parameters],
    );
    await room.database.query('ROLLBACK');
    plans.push(flat(row?.['QUERY PLAN'][0].Plan as PlanNode));
  }
  return plans;
}

const flat = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(flat)];

const yearsOf = (plan: readonly PlanNode[]): number[] =>
  plan.flatMap((node) => (node['Relation Name'] ? [Number(node['Relation Name'].split('_')[1])] : []));

/** Finds by the terminal, and orders what it finds by nothing but the index, of which it reads these years in turn. */
function expectInOrder(plan: readonly PlanNode[], years: readonly number[]): void {
  expect(yearsOf(plan)).toEqual(years);
  for (const node of plan) {
    const type = node['Node Type'];
    expect(['Limit', 'Incremental Sort', 'Append', 'Index Scan', 'Result']).toContain(type);
    if (type === 'Index Scan') expect(node['Index Cond']).toContain(`terminal_id = '${terminalId}'::uuid`);
    if (type === 'Incremental Sort')
      expect(node['Presorted Key']?.join()).toMatch(/^(transaction(_\d+)?\.)?occurred_at$/);
  }
}

/** Finds by the terminal in these years; nothing is said of order. */
function expectByTerminal(plan: readonly PlanNode[], years: readonly number[]): void {
  expect(yearsOf(plan)).toEqual(years);
  for (const node of plan) {
    if (node['Relation Name'] === undefined) continue;
    expect(node['Node Type']).not.toMatch(/Seq Scan/);
    const { Plans: [index = node] = [] } = node;
    expect(index['Index Cond']).toContain(`terminal_id = '${terminalId}'::uuid`);
  }
}

it('reads a whole history in order, year after year, without sorting it', async () => {
  const [plan = []] = await plansOf(await reading((tx) => drain(room.reader.readHistory(tx, terminalId))));
  expectInOrder(plan, YEARS);
});

it('reads what comes after a place from that year on', async () => {
  const tail = {
    ...(await room.rooms.asActor(WORKER, (tx) => room.reader.storedTail(tx, terminalId))),
    last: { at: Date.UTC(2024, 2, 1), line: 7, id: 70 },
  };
  const heard = await reading((tx) => drain(room.reader.readAfter(tx, terminalId, tail)));
  const [plan = []] = await plansOf(heard);
  expectInOrder(plan, [2024, 2025]);
});

it('pages through a history without reading more than the page', async () => {
  const page = (filter: object) =>
    reading((tx) => room.transactions.pageOfTerminal(tx, AGENT, terminalId, { limit: 20, ...filter }));
  expectInOrder((await plansOf(await page({})))[0] ?? [], YEARS);
  const [from, to] = [new Date(Date.UTC(2023, 3)), new Date(Date.UTC(2024, 3))];
  expectInOrder((await plansOf(await page({ from, to })))[0] ?? [], [2023, 2024]);
  const { next } = await room.rooms.asActor(AGENT, (tx) =>
    room.transactions.pageOfTerminal(tx, AGENT, terminalId, { limit: 20, from: new Date(Date.UTC(2025, 1)) }),
  );
  expectInOrder((await plansOf(await page({ cursor: next ?? undefined })))[0] ?? [], [2025]);
});

it('finds those of a finding in the years it spans', async () => {
  const [from, to] = [new Date(Date.UTC(2024, 5)), new Date(Date.UTC(2024, 5) + 7 * DAY_MS)];
  const heard = await reading((tx) => room.transactions.transactionsByIds(tx, terminalId, from, to, [1, 2]));
  expectByTerminal((await plansOf(heard))[0] ?? [], [2024]);
});

/** Another terminal with a history like ours, frozen by a case of its own, among many that are not. */
async function frozenTerminal(): Promise<string> {
  const { terminal } = await room.shop();
  await room.database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, received_at)
     SELECT other.id, occurred_at, natural_key, line, t.id, import_id, amount_fen, currency, type, status, card_type, received_at
     FROM transaction t, (SELECT $2::uuid AS id UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 20)) other
     WHERE t.terminal_id = $1 AND occurred_at >= '2024-01-01T00:00:00Z'`,
    [terminalId, terminal.id],
  );
  await room.database.query(
    `WITH opened AS (
       INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
         opened_at, opened_by, opened_via, state_since)
       VALUES (gen_random_uuid(), 'FZ-1', 1, 1, $1, $2, 'investigating', 1, now(), 'system:setup', 'machine', now())
       RETURNING id)
     INSERT INTO measure (id, case_id, merchant_id, terminal_id, level, scope, began_at)
     SELECT gen_random_uuid(), id, $2, $1, 'F4', 'terminal', now() FROM opened`,
    [terminal.id, terminal.merchantId],
  );
  await room.database.query('VACUUM ANALYZE transaction');
  return terminal.id;
}

it('finds cards of frozen terminals through their keys, in the years around the last of ours', async () => {
  const other = await frozenTerminal();
  const heard = await reading((tx) => new SharedCardsQuery().of(tx, terminalId));
  expect(heard.flatMap(({ parameters }) => parameters)).toContainEqual([other]);
  const plans = await plansOf(heard);
  expect(plans).toHaveLength(2);
  for (const plan of plans) {
    for (const node of plan.filter((each) => each['Relation Name'] !== undefined)) {
      expect(node['Node Type']).not.toMatch(/Seq Scan/);
      const { Plans: [index = node] = [] } = node;
      expect(index['Index Cond']).toMatch(/terminal_id = ('[0-9a-f-]{36}'::uuid|frozen\.id)/);
    }
  }
  // Those of our last 366 days, and of 92 days more on either side.
  expect(yearsOf(plans[1] ?? [])).toEqual([2024, 2025, 2024, 2025]);
});

it('imports, follows, counts, verifies and rebuilds by the terminal', async () => {
  const heard = await hearQueries(async () => {
    await room.import(terminalId, historyFile({ lines: 20_000, shiftDays: 900 }));
    await room.rooms.asActor(WORKER, (tx) => room.reader.countHistory(tx, terminalId));
    await room.blocks.verify(terminalId);
    await room.blocks.rebuild(terminalId);
  });
  const plans = await plansOf(heard);
  expect(plans.length).toBeGreaterThan(4);
  for (const plan of plans) {
    expect(yearsOf(plan).length).toBeGreaterThan(0);
    for (const node of plan.filter((each) => each['Relation Name'] !== undefined)) {
      expect(JSON.stringify(node)).toContain(`terminal_id = '${terminalId}'::uuid`);
    }
  }
});
