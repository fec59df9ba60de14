import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditCheckpoints, AuditNumbering } from '@thaw/audit';
import { newKey, readConfig } from '@thaw/platform';
import { Client } from 'pg';
import supertest from 'supertest';
import { createApi } from '../../apps/api/src/create-api';
import { runBackup } from '../../apps/cli/src/backup/backup.command';
import { runRestore } from '../../apps/cli/src/backup/restore.command';
import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { GUARDS } from '../support/schema-guards';
import { TEST_PASSWORD } from '../support/test-password';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { TestDesk } from '../support/test-desk';

const folder = mkdtempSync(join(tmpdir(), 'thaw-backup-'));
const at = (name: string): string => join(folder, name);
const BACKUP_KEY = newKey();
const ENV = {
  THAW_CARD_KEY: newKey(),
  THAW_GATEWAY_SECRET: newKey(),
  THAW_GATEWAY_URL: 'manual',
  THAW_WEBHOOK_KEY: newKey(),
  THAW_AUDIT_KEY: newKey(),
  THAW_SIGN_IN_KEY: newKey(),
  THAW_FILE_KEY: newKey(),
  THAW_SECOND_FACTOR: 'optional',
  THAW_AUDIT_EXPORT_DIR: at('checkpoints'),
  THAW_BLOB_DIR: at('files'),
};
const OWNER = `owner_${randomBytes(6).toString('hex')}`;
const SLIP = png();

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
let fileUrl: string;
let admin: Client;
const made: TestDatabase[] = [];

beforeAll(async () => {
  desk = await TestDesk.start(ENV);
  cast = await castOf(desk);
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  const items = (await driven.seenBy(cast.agent)).evidence.items as { id: string; code: string }[];
  const slip = items.find(({ code }) => code === 'E01')!;
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E01', required: true }] });
  const { id } = await driven.upload(cast.merchant, slip.id, SLIP);
  fileUrl = `/v1/cases/${driven.number}/evidence/files/${id}`;
  await desk.untilIdle();
  admin = new Client({ connectionString: process.env['THAW_TEST_CLUSTER_URL'] });
  await admin.connect();
});
afterAll(async () => {
  await desk.stop();
  for (const each of made) await each.drop();
  await admin.query(`DROP DATABASE IF EXISTS ${OWNER} WITH (FORCE)`).catch(() => undefined);
  await admin.end().catch(() => undefined);
  rmSync(folder, { recursive: true, force: true });
});

interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  command: typeof runBackup,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Told> {
  const told = { out: '', err: '' };
  const io = {
    out: (text: string) => void (told.out += text),
    err: (text: string) => void (told.err += text),
    isTerminal: false,
    ask: () => Promise.resolve(null),
  };
  return { code: await command([...args, '--lang', 'en'], env, io), ...told };
}

const backup = (name: string, env: NodeJS.ProcessEnv = {}): Promise<Told> =>
  run(runBackup, [at(name), '--json'], {
    ...ENV,
    DATABASE_URL: desk.database.url,
    THAW_BACKUP_KEY: BACKUP_KEY,
    ...env,
  });

const restore = (name: string, url: string, env: NodeJS.ProcessEnv = {}, ...more: string[]): Promise<Told> =>
  run(runRestore, [at(name), '--json', ...more], {
    ...ENV,
    THAW_BLOB_DIR: at('restored'),
    DATABASE_URL: url,
    THAW_BACKUP_KEY: BACKUP_KEY,
    ...env,
  });

async function unusedDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  made.push(database);
  return database;
}

/** An owner who is no superuser, with a database in which there is nothing. */
async function emptyDatabase(): Promise<string> {
  await admin.query(`CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD 'pw'`);
  await admin.query(`GRANT thaw_serving TO ${OWNER} WITH ADMIN OPTION`);
  await admin.query(`CREATE DATABASE ${OWNER} OWNER ${OWNER}`);
  const url = new URL(desk.database.url);
  [url.username, url.password, url.pathname] = [OWNER, 'pw', `/${OWNER}`];
  return url.href;
}

const rowsOf = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({
    connectionString: url,
    options: '-c thaw.actor=system:owner -c thaw.desk=on -c thaw.cases=on',
  });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const COUNTS = `
SELECT (SELECT count(*) FROM case_note) AS notes, (SELECT count(*) FROM case_event WHERE type = 'note') AS told,
  (SELECT max(seq) FROM case_event) AS last, (SELECT version FROM freeze_case) AS version,
  (SELECT count(*) FROM transaction) AS sales, (SELECT count(*) FROM finding) AS findings`;

let url: string;
let sizes: number;

it('backs up one moment of the desk while it is worked with', async () => {
  await driven.scan();
  await desk.worker.get(AuditNumbering, { strict: false }).numberCommitted();
  await desk.worker.get(AuditCheckpoints, { strict: false }).keep(new Date());
  sizes = readdirSync(at('checkpoints')).length;
  const done = { is: false };
  let notes = 0;
  const work = (async () => {
    for (; !done.is || notes < 3; notes++)
      await driven.actBesideTheWorker(cast.agent, 'note', { text: `note ${notes}` });
  })();
  const told = await backup('desk');
  done.is = true;
  await work;
  expect([told.code, told.err]).toEqual([0, '']);
  expect(JSON.parse(told.out)).toMatchObject({ sealed: true, files: 1, missing: [], damaged: [] });
  expect(readFileSync(at('desk')).includes(Buffer.from(driven.number))).toBe(false);
  // It is not written over, and there is nothing left of one that failed.
  expect((await backup('desk')).code).toBe(2);
  expect((await backup('nowhere/desk')).code).toBe(2);
  const [note] = await desk.database.query(`SELECT entry ->> 'kind' AS kind FROM (
    SELECT entry FROM audit_inbox UNION ALL SELECT entry FROM audit_record) a WHERE entry ->> 'action' = 'backup'`);
  expect(note).toEqual({ kind: 'note' });
});

it('refuses what is cut off, altered or sealed otherwise before anything is written', async () => {
  url = await emptyDatabase();
  const whole = readFileSync(at('desk'));
  const broken: readonly (readonly [name: string, bytes: Buffer, env: NodeJS.ProcessEnv])[] = [
    ['cut', whole.subarray(0, whole.length - 30), {}],
    ['altered', Buffer.from(whole), {}],
    ['key', whole, { THAW_BACKUP_KEY: newKey() }],
    ['no key', whole, { THAW_BACKUP_KEY: '' }],
    ['other card key', whole, { THAW_CARD_KEY: newKey() }],
  ];
  broken[1]![1].writeUInt8(whole.readUInt8(whole.length >> 1) ^ 1, whole.length >> 1);
  for (const [name, bytes, env] of broken) {
    writeFileSync(at('broken'), bytes);
    const told = await restore('broken', url, env);
    expect([name, told.code, told.err.trim().length > 20]).toEqual([name, 2, true]);
  }
  expect(
    await rowsOf(url, `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace`),
  ).toEqual([]);
  expect(existsSync(at('restored'))).toBe(false);
  const used = await restore('desk', desk.database.url);
  expect([used.code, JSON.parse(used.out)]).toMatchObject([2, { reason: 'USED' }]);
});

it('restores all of it into an empty database, as an owner who is no superuser, and verifies the audit', async () => {
  const told = await restore('desk', url);
  expect([told.code, told.err]).toEqual([0, '']);
  expect(JSON.parse(told.out)).toMatchObject({
    ok: true,
    files: 1,
    audit: {
      isSameTree: true,
      laterCheckpoints: 0,
      verdict: { difference: null },
      exported: { difference: null },
    },
  });
  expect(await rowsOf(url, GUARDS)).toEqual(await rowsOf(desk.database.url, GUARDS));
  const [[was], [is]] = await Promise.all([rowsOf(desk.database.url, COUNTS), rowsOf(url, COUNTS)]);
  // Of one moment: as many notes as the timeline tells, and as many events as the case has had.
  expect(is).toMatchObject({ notes: is!['told'], sales: was!['sales'], findings: was!['findings'] });
  expect(Number(is!['notes'])).toBeLessThan(Number(was!['notes']));
  expect(Number(was!['sales'])).toBeGreaterThan(0);
  // Rows that come next get numbers of their own.
  expect(
    await rowsOf(
      url,
      `SELECT nextval(pg_get_serial_sequence('audit_inbox', 'place')) > max(place) AS free FROM audit_inbox`,
    ),
  ).toEqual([{ free: true }]);
});

it('serves what it restored: people sign in anew, read their case and its file', async () => {
  const config = readConfig({
    ...ENV,
    THAW_BLOB_DIR: at('restored'),
    DATABASE_URL: url,
    THAW_PORT: '0',
    THAW_LOG_LEVEL: 'silent',
  });
  const api = await createApi(config, { clock: desk.clock });
  try {
    await api.listen(0, '127.0.0.1');
    const http = supertest(api.getHttpServer());
    await http
      .get(`/v1/cases/${driven.number}`)
      .set('authorization', `Bearer ${cast.agent.token}`)
      .expect(401);
    const [{ login }] = (await rowsOf(url, `SELECT login FROM app_user WHERE id = '${cast.agent.id}'`)) as [
      { login: string },
    ];
    const signedIn = await http.post('/v1/sessions').send({ login, password: TEST_PASSWORD }).expect(201);
    const mine = { authorization: `Bearer ${signedIn.body.token as string}` };
    const seen = await http.get(`/v1/cases/${driven.number}`).set(mine).expect(200);
    expect(seen.body).toMatchObject({
      number: driven.number,
      state: 'awaiting_merchant',
    });
    const file = await http.get(fileUrl).set(mine).buffer().expect(200);
    expect(
      createHash('sha256')
        .update(file.body as Buffer)
        .digest(),
    ).toEqual(createHash('sha256').update(SLIP).digest());
    await http
      .post(`/v1/cases/${driven.number}/actions/note`)
      .set(mine)
      .send({ version: seen.body.version, text: 'goes on' })
      .expect(201);
  } finally {
    await api.close();
  }
});

it('makes a desk of its own of a copy, and tells of checkpoints that are later than the backup', async () => {
  await desk.worker.get(AuditNumbering, { strict: false }).numberCommitted();
  await desk.worker.get(AuditCheckpoints, { strict: false }).keep(new Date(Date.now() + 600_000));
  expect(readdirSync(at('checkpoints')).length).toBe(sizes + 2);
  const copy = await unusedDatabase();
  const told = await restore('desk', copy.url, { THAW_BLOB_DIR: at('copy') }, '--as-copy');
  expect([told.code, JSON.parse(told.out)]).toMatchObject([0, { audit: { laterCheckpoints: 1 } }]);
  const ids = await Promise.all(
    [copy.url, desk.database.url].map((one) => rowsOf(one, 'SELECT id FROM desk')),
  );
  expect(ids[0]).not.toEqual(ids[1]);
  expect(await rowsOf(copy.url, 'SELECT size FROM audit_checkpoint')).toEqual([]);
});

it('tells of files that are missing or damaged, and leaves nothing of a restore that fails', async () => {
  const [file] = await desk.database.query<{ blob_key: string; item_id: string }>(
    'SELECT blob_key, item_id FROM evidence_file',
  );
  const path = join(at('files'), file!.blob_key);
  writeFileSync(path, 'other bytes');
  const damaged = await backup('damaged', { THAW_BACKUP_KEY: '' });
  expect([damaged.code, JSON.parse(damaged.out)]).toMatchObject([
    1,
    { sealed: false, damaged: [file!.blob_key] },
  ]);
  rmSync(path);
  const missing = await backup('missing');
  expect([missing.code, JSON.parse(missing.out)]).toMatchObject([1, { files: 0, missing: [file!.blob_key] }]);

  // A reference that nothing stands behind: the database would have let nobody write it.
  await desk.database.query('SET session_replication_role = replica');
  await desk.database.query(`UPDATE evidence_file SET item_id = gen_random_uuid()`);
  await backup('torn');
  await desk.database.query(`UPDATE evidence_file SET item_id = $1`, [file!.item_id]);
  const target = await unusedDatabase();
  await expect(restore('torn', target.url, { THAW_BLOB_DIR: at('torn-files') })).rejects.toThrow(
    'foreign key',
  );
  expect(await rowsOf(target.url, 'SELECT count(*)::int AS users FROM app_user')).toEqual([{ users: 0 }]);
  // So the same place can be restored into once there is a whole archive.
  writeFileSync(path, SLIP);
  const whole = await restore('desk', target.url, { THAW_BLOB_DIR: at('torn-files') });
  expect(whole.code).toBe(0);
});

it('does not vouch for an audit that was altered before the backup', async () => {
  await desk.database.query(
    `UPDATE audit_record SET entry = replace(entry::text, '"insert"', '"update"')::json WHERE seq = 3`,
  );
  await backup('forged');
  const target = await unusedDatabase();
  const told = await restore('forged', target.url, { THAW_BLOB_DIR: at('forged-files') });
  expect([told.code, JSON.parse(told.out)]).toMatchObject([
    1,
    { ok: false, audit: { exported: { difference: { fault: 'altered', first: 3 } } } },
  ]);
});
