import { systemActor } from '@thaw/kernel';
import { Client } from 'pg';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const WORKER = systemActor('worker');
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
const open = (year: number | null): Promise<unknown> =>
  room.rooms.asActor(WORKER, (tx) => tx.query('SELECT open_transaction_year($1)', [year]));

const years = async (): Promise<string[]> => {
  const parts = await room.database.query<{ part: string }>(
    `SELECT inhrelid::regclass::text AS part FROM pg_inherits WHERE inhparent = 'transaction_rows'::regclass ORDER BY 1`,
  );
  return parts.map(({ part }) => part.replace('transaction_', ''));
};

const rowsOf = async (terminalId: string): Promise<Record<string, number>> => {
  const parts = await room.database.query<{ part: string; rows: number }>(
    `SELECT tableoid::regclass::text AS part, count(*)::int AS rows FROM transaction
     WHERE terminal_id = $1 GROUP BY 1 ORDER BY 1`,
    [terminalId],
  );
  return Object.fromEntries(parts.map(({ part, rows }) => [part, rows]));
};

it('opens the years that the new rows of an import are of, by UTC, and no other', async () => {
  const id = await terminal();
  expect(await years()).toEqual([]);
  await room.import(
    id,
    'occurred_at,amount\n' +
      // Half past seven in Shanghai is the evening before in UTC.
      '2024-01-01T07:30:00,1\n2024-01-01T08:00:00,2\n2024-12-31T23:59:59.999Z,3\n2019-05-05T00:00:00,4\n' +
      '2031-01-01T00:00:00,nothing\n',
  );
  expect(await years()).toEqual(['2019', '2023', '2024']);
  expect(await rowsOf(id)).toEqual({ transaction_2019: 1, transaction_2023: 1, transaction_2024: 2 });
});

it('takes the first and the last time that a file may tell, in the farthest zones', async () => {
  const id = await terminal();
  const done = await room.import(
    id,
    'occurred_at,amount\n2000-01-01T00:00:00+14:00,1\n2100-12-31T23:59:59-12:00,2\n' +
      '1999-12-31T23:59:59,3\n2101-01-01T00:00:00,4\n',
  );
  expect(countsOf(done)).toMatchObject({ accepted: 2, rejected: 2 });
  expect(await room.rejects(done.id)).toMatch(/TIME_OUT_OF_RANGE.*1999-12-31T23:59:59/);
  expect(await rowsOf(id)).toEqual({ transaction_1999: 1, transaction_2101: 1 });
});

it.each([null, 1998, 2102, -2024])('opens no year %s', async (year) => {
  await expect(open(year)).rejects.toMatchObject({ driverError: { code: '22023' } });
});

it('opens a year once, however many want it at once', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, i) => open(2040 + (i % 2))));
  expect((await years()).filter((year) => year.startsWith('204'))).toEqual(['2040', '2041']);
});

it('opens a year while others read and write', async () => {
  const id = await terminal();
  await room.import(id, 'occurred_at,amount\n2024-02-01T00:00:00,1\n');
  const other = new Client({ connectionString: room.database.url });
  await other.connect();
  try {
    await other.query('BEGIN');
    await other.query('SELECT count(*) FROM transaction');
    await other.query('DELETE FROM transaction WHERE terminal_id = $1', [id]);
    await room.rooms.asActor(WORKER, async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = '2s'`);
      await tx.query('SELECT open_transaction_year(2050)');
    });
    expect(await years()).toContain('2050');
    await other.query('ROLLBACK');
  } finally {
    await other.end();
  }
});

it('forgets a year whose rows were not kept', async () => {
  const attempt = room.rooms.asActor(WORKER, async (tx) => {
    await tx.query('SELECT open_transaction_year(2060)');
    throw new Error('not kept');
  });
  await expect(attempt).rejects.toThrow('not kept');
  expect(await years()).not.toContain('2060');
  await open(2060);
  expect(await years()).toContain('2060');
});

it('is no way to any other right', async () => {
  const [made] = await room.database.query(
    `SELECT prosecdef AS definer, proconfig AS config, proacl::text AS acl, pg_get_userbyid(proowner) AS owner,
       (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'transaction'::regclass) AS table_owner
     FROM pg_proc WHERE proname = 'open_transaction_year'`,
  );
  const owner = made?.['owner'] as string;
  expect(made).toEqual({
    definer: true,
    config: ['search_path=pg_catalog, pg_temp'],
    acl: `{${owner}=X/${owner},thaw_serving=X/${owner}}`,
    owner,
    table_owner: owner,
  });
  // A table of the caller's own by the same name is not what it opens.
  await room.rooms.asActor(WORKER, async (tx) => {
    await tx.query('CREATE TEMP TABLE transaction (occurred_at timestamptz) ON COMMIT DROP');
    await tx.query('CREATE TEMP TABLE transaction_2070 (occurred_at timestamptz) ON COMMIT DROP');
    await tx.query('SELECT open_transaction_year(2070)');
  });
  expect(await years()).toContain('2070');
  // A year's table is nobody's but through the one that holds them all.
  const direct = room.rooms.asActor(WORKER, (tx) => tx.query('SELECT * FROM transaction_2070'));
  await expect(direct).rejects.toMatchObject({ driverError: { code: '42501' } });
  await room.rooms.asActor(AGENT, (tx) => tx.query('SELECT * FROM transaction'));
});
