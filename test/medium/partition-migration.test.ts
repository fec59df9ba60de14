import { randomUUID } from 'node:crypto';
import { systemActor } from '@thaw/kernel';
import { migrate } from '@thaw/platform';
import {
  BLOCK_FORMAT,
  BLOCK_ROWS,
  BlockBuilder,
  digestOf,
  encodeBlock,
  kindOf,
} from '@thaw/transactions/records';
import { MIGRATIONS } from '../../migrations';
import { PartitionTransactions1795782000000 } from '../../migrations/1795782000000-partition-transactions';
import { ImportRoom, countsOf } from '../support/import-room';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** A desk that has served before its transactions are parted, and what it held. */
const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(PartitionTransactions1795782000000));
const ROWS = 2 * BLOCK_ROWS + 3_000;
const WORKER = systemActor('worker');
const merchantId = randomUUID();
const terminalId = randomUUID();
const otherId = randomUUID();
const scanId = randomUUID();
const role = `role_${randomUUID().replaceAll('-', '')}`;
const [owner, reader] = [`${role}_owner`, `${role}_reader`];

let database: TestDatabase;
let room: ImportRoom;
let before: unknown;

interface StoredRow {
  readonly id: string;
  readonly at: Date;
  readonly line: number;
  readonly amount: string;
  readonly card: string;
}

/** Every row to the letter, and where it stands. */
const rowsOf = async (): Promise<unknown> =>
  database.query(
    `SELECT terminal_id, count(*), md5(string_agg(t::text, '|' ORDER BY occurred_at, line, id)) AS rows
     FROM transaction t GROUP BY 1 ORDER BY 1`,
  );

beforeAll(async () => {
  database = await createTestDatabase('template0');
  await migrate(database.url, BEFORE);
  await load();
  before = await rowsOf();
  expect(await migrate(database.url, MIGRATIONS)).toContain('PartitionTransactions1795782000000');
  room = await ImportRoom.open({}, database);
}, 120_000);
afterAll(async () => {
  await database.query(
    `ALTER TABLE transaction OWNER TO CURRENT_USER; ALTER FUNCTION open_transaction_year OWNER TO CURRENT_USER`,
  );
  for (const name of [owner, reader])
    await database.query(`DROP OWNED BY ${name} CASCADE; DROP ROLE ${name}`);
  await room.close();
});

async function load(): Promise<void> {
  await database.query(
    `INSERT INTO merchant VALUES ($1, '100310054119999', 'old', '91310000MA1FL9999X', '5411', 'here', NULL, NULL, now())`,
    [merchantId],
  );
  await database.query(
    `INSERT INTO terminal VALUES ($1, 'A0000001', $3, 'low_rate', 'CNY', now()), ($2, 'A0000002', $3, 'low_rate', 'CNY', now())`,
    [terminalId, otherId, merchantId],
  );
  // Two and a half years, three rows an instant, and the instants on both sides of each new year.
  await database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, card_token, card_bin, received_at)
     SELECT terminal, '2022-07-01T00:00:00Z'::timestamptz + (n / 3) * interval '2 hours', 'r:' || n, $4 - n, n, gen_random_uuid(),
       n * 7 % 9001 + 1, 'CNY', 'purchase', 'approved', 'credit', 'k1.' || n % 700, '999999', now()
     FROM unnest($1::uuid[]) terminal, generate_series(1, $4::int) n WHERE terminal = $2 OR n % 5 = $3`,
    [[terminalId, otherId], terminalId, 0, ROWS],
  );
  await database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, received_at)
     SELECT $1, at, 'r:edge' || n, n, 900000 + n, gen_random_uuid(), 1, 'CNY', 'refund', 'declined', 'debit', now()
     FROM unnest('{2022-12-31T23:59:59.999Z,2023-01-01T00:00:00Z,2024-12-31T23:59:59.999Z,2025-01-01T00:00:00Z}'::timestamptz[])
       WITH ORDINALITY AS edge (at, n)`,
    [otherId],
  );
  await storeBlocks();
  await database.query(
    `INSERT INTO scan (id, terminal_id, state, rules, facts, time_zone, currency, cut_off_at, created_by, created_at)
     VALUES ($1, $2, 'finished', '[]', '{}', 'Asia/Shanghai', 'CNY', now(), 'system:worker', now())`,
    [scanId, terminalId],
  );
  await database.query(
    `INSERT INTO finding SELECT $1, $2, 0, 'R1a', 1, 5, 'key', NULL, min(occurred_at), max(occurred_at), 3, 1, 1, 1, 'fen', '{}', '{}',
       array_agg(id ORDER BY id) FROM transaction WHERE terminal_id = $3 AND id IN (3, 9000, 30000)`,
    [randomUUID(), scanId, terminalId],
  );
  await database.query(`CREATE ROLE ${owner}; CREATE ROLE ${reader}; GRANT CREATE ON SCHEMA public TO ${owner};
    ALTER TABLE transaction OWNER TO ${owner}; GRANT SELECT ON transaction TO ${reader} WITH GRANT OPTION`);
}

/** As an import stored them then, made from the rows as the database orders them. */
async function storeBlocks(): Promise<void> {
  const rows = await database.query<StoredRow>(
    `SELECT id, occurred_at AS at, line, amount_fen AS amount, card_token AS card FROM transaction
     WHERE terminal_id = $1 ORDER BY occurred_at, line, id`,
    [terminalId],
  );
  const builder = new BlockBuilder();
  const kind = kindOf('purchase', 'approved', 'credit');
  let digest: Buffer | null = null;
  let position = 0;
  for (const { id, at, line, amount, card } of rows) {
    const cardNo = builder.cardNo(card) ?? builder.newCard({ token: card, bin: '999999' });
    const block = builder.add(
      Number(id),
      at.getTime(),
      Number(amount),
      builder.currencyNo('CNY'),
      kind,
      cardNo,
    );
    if (!block) continue;
    const stored = encodeBlock(block);
    digest = digestOf(digest, stored);
    await database.query(
      `INSERT INTO history_block (terminal_id, position, format, rows, last_at, last_line, last_id, digest, columns, names)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [terminalId, position++, BLOCK_FORMAT, stored.rows, at, line, id, digest, stored.columns, stored.names],
    );
  }
}

it('keeps every row, each in the year of its time', async () => {
  expect(await rowsOf()).toEqual(before);
  const parts = await database.query<{ part: string; rows: number; low: Date; high: Date }>(
    `SELECT tableoid::regclass::text AS part, min(occurred_at) AS low, max(occurred_at) AS high FROM transaction
     GROUP BY 1 ORDER BY 1`,
  );
  expect(parts.map(({ part, low, high }) => [part, low.getUTCFullYear(), high.getUTCFullYear()])).toEqual([
    ['transaction_2022', 2022, 2022],
    ['transaction_2023', 2023, 2023],
    ['transaction_2024', 2024, 2024],
    ['transaction_2025', 2025, 2025],
  ]);
  const keys = await database.query(
    `SELECT 1 FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text LIKE 'transaction%'`,
  );
  expect(keys).toHaveLength(5);
});

it('keeps the blocks, which agree with the rows, and their hashes', async () => {
  expect(await room.blocks.verify(terminalId)).toEqual({ blocks: 2, rows: 2 * BLOCK_ROWS, differsAt: null });
  const [stored] = await database.query<{ digest: Buffer }>(
    'SELECT digest FROM history_block WHERE terminal_id = $1 AND position = 1',
    [terminalId],
  );
  const read: string[] = [];
  await room.rooms.asActor(WORKER, async (tx) => {
    for await (const { digest } of room.reader.readHistory(tx, terminalId, { stored: false }))
      read.push(digest.toString('hex'));
  });
  expect(read[1]).toBe(stored?.digest.toString('hex'));
});

it('keeps what findings point at', async () => {
  const [finding] = await database.query<{ from_at: Date; to_at: Date; transaction_ids: string[] }>(
    'SELECT from_at, to_at, transaction_ids FROM finding WHERE scan_id = $1',
    [scanId],
  );
  const ids = finding!.transaction_ids.map(Number);
  const found = await room.rooms.asActor(WORKER, (tx) =>
    room.transactions.transactionsByIds(tx, terminalId, finding!.from_at, finding!.to_at, ids),
  );
  expect(found.map(({ id }) => id)).toEqual([3, 9000, 30000]);
});

it('keeps whose it is and who may read it, and serves on', async () => {
  const [table] = await database.query<{ owner: string; reads: boolean; passes: boolean; writes: boolean }>(
    `SELECT pg_get_userbyid(relowner) AS owner, has_table_privilege($1, oid, 'SELECT') AS reads,
       has_table_privilege($1, oid, 'SELECT WITH GRANT OPTION') AS passes, has_table_privilege($1, oid, 'INSERT') AS writes
     FROM pg_class WHERE oid = 'transaction'::regclass`,
    [reader],
  );
  expect(table).toEqual({ owner, reads: true, passes: true, writes: false });
  const more = await room.import(
    terminalId,
    'occurred_at,amount,reference\n2022-07-01T08:00:00,1,1\n2023-05-05T00:00:00,2,late\n2027-01-01T08:00:00,3,new\n',
  );
  // The first is known by its reference.
  expect(countsOf(more)).toMatchObject({ accepted: 2, duplicates: 1 });
  expect(await room.blocks.verify(terminalId)).toMatchObject({ differsAt: null });
  expect((await room.history(terminalId)).length).toBe(ROWS + 2);
});
