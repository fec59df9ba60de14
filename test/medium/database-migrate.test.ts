import { randomUUID } from 'node:crypto';
import { Database, migrate, type Tx } from '@thaw/platform';
import { Client } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MIGRATIONS } from '../../migrations';
import { castOf, DrivenCase } from '../factories/freeze-case';
import { SETUP } from '../support/database-room';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let peer: TestDatabase;
let admin: Client;
const made: string[] = [];
beforeAll(async () => {
  peer = await createTestDatabase();
  admin = new Client({ connectionString: urlOf('postgres') });
  await admin.connect();
});
afterAll(async () => {
  for (const name of made) await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await admin.end();
  await peer.drop();
});

const urlOf = (database: string, login?: string): string => {
  const url = new URL(peer.url);
  url.pathname = `/${database}`;
  if (login !== undefined) [url.username, url.password] = [login, 'pw'];
  return url.href;
};

const nameOf = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

async function emptyDatabase(): Promise<string> {
  const name = nameOf('empty');
  await admin.query(`CREATE DATABASE ${name}`);
  made.push(name);
  return urlOf(name);
}

async function rowsOf<R extends object>(url: string, sql: string): Promise<R[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<R>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Every table, column, index, constraint, function, trigger and grant, as text. */
const schemaOf = async (url: string): Promise<unknown> =>
  rowsOf(
    url,
    `SELECT 'column' AS what, table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable AS text
       FROM information_schema.columns WHERE table_schema IN ('public', 'bullmq')
     UNION ALL SELECT 'index', indexdef FROM pg_indexes WHERE schemaname IN ('public', 'bullmq')
     UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace IN ('public'::regnamespace, 'bullmq'::regnamespace)
     UNION ALL SELECT 'function', proname || md5(prosrc) FROM pg_proc
       WHERE pronamespace IN ('public'::regnamespace, 'bullmq'::regnamespace)
     UNION ALL SELECT 'trigger', pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL SELECT 'grant', relname || ' ' || coalesce(relacl::text, '') FROM pg_class
       WHERE relnamespace IN ('public'::regnamespace, 'bullmq'::regnamespace)
     ORDER BY 1, 2`,
  );

const names = MIGRATIONS.map(({ name }) => name);

describe('migrate', () => {
  it('twice is once', async () => {
    const url = await emptyDatabase();
    expect(await migrate(url, MIGRATIONS)).toEqual(names);
    const before = await schemaOf(url);
    expect(await migrate(url, MIGRATIONS)).toEqual([]);
    expect(await schemaOf(url)).toEqual(before);
    expect(before).toEqual(await schemaOf(peer.url));
  });

  it('by several at once is done by one', async () => {
    const url = await emptyDatabase();
    const applied = await Promise.all(Array.from({ length: 4 }, () => migrate(url, MIGRATIONS)));
    expect(applied.sort((a, b) => b.length - a.length)).toEqual([names, [], [], []]);
    expect(await schemaOf(url)).toEqual(await schemaOf(peer.url));
  });

  it('of several databases of one server at once is done in each, though they share their roles', async () => {
    const urls = await Promise.all(Array.from({ length: 4 }, emptyDatabase));
    expect(await Promise.all(urls.map((url) => migrate(url, MIGRATIONS)))).toEqual(urls.map(() => names));
  });

  it('that fails keeps what was done before it, nothing of its own, and stands in nobody’s way', async () => {
    class Good9000000000000 implements MigrationInterface {
      name = 'Good9000000000000';
      up = (runner: QueryRunner): Promise<unknown> => runner.query('CREATE TABLE good (id int)');
      down = (): Promise<void> => Promise.resolve();
    }
    class Bad9000000000001 implements MigrationInterface {
      name = 'Bad9000000000001';
      up = (runner: QueryRunner): Promise<unknown> =>
        runner.query('CREATE TABLE half (id int)').then(() => runner.query('CREATE TABLE good (id int)'));
      down = (): Promise<void> => Promise.resolve();
    }
    const url = await emptyDatabase();
    const all = [...MIGRATIONS, Good9000000000000, Bad9000000000001];
    await expect(migrate(url, all)).rejects.toThrow('relation "good" already exists');
    const tables = await rowsOf<{ name: string }>(
      url,
      `SELECT relname AS name FROM pg_class WHERE relname IN ('good', 'half', 'freeze_case') ORDER BY 1`,
    );
    expect(tables.map(({ name }) => name)).toEqual(['freeze_case', 'good']);
    expect(await migrate(url, all.slice(0, -1))).toEqual([]);
  });

  it('of a server that is not there fails and ends', async () => {
    await expect(migrate('postgres://nobody:pw@127.0.0.1:1/thaw', MIGRATIONS)).rejects.toThrow(
      /ECONNREFUSED/,
    );
  });
});

describe('a login that holds the serving role and nothing else', () => {
  const login = nameOf('serving');
  beforeAll(() => admin.query(`CREATE ROLE ${login} LOGIN PASSWORD 'pw' IN ROLE thaw_serving`));
  afterAll(() => admin.query(`DROP ROLE ${login}`));

  it('serves a case from its notice to its end: API, import, scan, queue, relay and sweeps', async () => {
    const desk = await TestDesk.start(({ name }) => ({ DATABASE_URL: urlOf(name, login) }));
    try {
      const cast = await castOf(desk);
      const driven = await DrivenCase.open(desk, cast);
      await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
      const { body } = await cast.agent.http
        .post(`/v1/terminals/${cast.shop.terminal.id}/imports`)
        .field('map', 'occurred_at=datetime\namount=money')
        .attach('file', Buffer.from('datetime,money\n2024-03-01T10:00:00,10.00\nnever,1\n'), 'march.csv')
        .expect(202);
      await waitFor('the import to finish', async () => {
        const seen = await cast.agent.http.get(`/v1/imports/${body.id}`).expect(200);
        return seen.body.state === 'finished';
      });
      await driven.scan();
      await driven.supplyEverything();
      await driven.propose('U', 'lift');
      await driven.act(cast.supervisor, 'approve');
      await driven.becomes('monitoring');
      desk.clock.advance(31 * 86_400_000);
      await driven.becomes('closed');
      const logins = await desk.database.query(
        `SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      expect(logins).toEqual([{ usename: login }]);
    } finally {
      await desk.stop();
    }
  });

  it('cannot migrate', async () => {
    const before = await schemaOf(peer.url);
    await expect(migrate(urlOf(peer.name, login), MIGRATIONS)).rejects.toThrow(/permission denied/);
    expect(await schemaOf(peer.url)).toEqual(before);
  });

  const FORBIDDEN = [
    'CREATE TABLE mine (id int)',
    'ALTER TABLE freeze_case ADD COLUMN mine int',
    'DROP TABLE case_note',
    'ALTER TABLE case_event DISABLE TRIGGER case_event_insert_only',
    `UPDATE case_event SET type = 'x'`,
    'DELETE FROM case_event',
    'TRUNCATE case_event',
    `UPDATE event_content SET body = '{}'`,
    'UPDATE transaction SET amount_fen = 1',
    'DELETE FROM freeze_case',
    'DELETE FROM finding',
    'DELETE FROM clock_reminder',
    'UPDATE case_message SET body = NULL',
    'SELECT * FROM schema_migration',
    'INSERT INTO schema_migration (timestamp, name) VALUES (1, $$x$$)',
    'CREATE ROLE mine',
    'CREATE SCHEMA mine',
    'SET ROLE postgres',
    'CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS $$SELECT 1$$',
    'DROP SCHEMA bullmq CASCADE',
    `COPY app_user TO '/tmp/users'`,
    'SET session_replication_role = replica',
  ];

  it.each(FORBIDDEN)('may not %s', async (sql) => {
    const database = new Database({ databaseUrl: urlOf(peer.name, login), databasePoolSize: 1 });
    try {
      const work = (tx: Tx): Promise<unknown> => tx.query(sql);
      await expect(database.asActor(SETUP, work)).rejects.toThrow(/permission denied|must be (owner|member)/);
      await expect(rowsOf(urlOf(peer.name, login), sql)).rejects.toThrow(
        /permission denied|must be (owner|member)/,
      );
    } finally {
      await database.onApplicationShutdown();
    }
  });
});
