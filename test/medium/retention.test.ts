import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuditCheckpoints, AuditNumbering } from '@thaw/audit';
import { PersonErasures, Retention } from '@thaw/cases';
import { newKey } from '@thaw/platform';
import { runAudit } from '../../apps/cli/src/audit/audit.command';
import { runRetention } from '../../apps/cli/src/retention/retention.command';
import { DrivenCase, castOf, png, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

const WORDS = 'words that nobody else wrote';
const ADDRESS = 'somebody@shop.example';
const folder = mkdtempSync(join(tmpdir(), 'thaw-retention-'));
const ENV = {
  THAW_CARD_KEY: newKey(),
  THAW_GATEWAY_SECRET: newKey(),
  THAW_GATEWAY_URL: 'manual',
  THAW_AUDIT_KEY: newKey(),
  THAW_AUDIT_EXPORT_DIR: join(folder, 'checkpoints'),
  THAW_BLOB_DIR: join(folder, 'files'),
};

let desk: TestDesk;
let cast: Cast;
let driven: DrivenCase;
let other: Person;
let admin: Person;
let files: string[];
beforeAll(async () => {
  desk = await TestDesk.start(ENV);
  cast = await castOf(desk);
  [other, admin] = [await desk.person('reviewer'), await desk.person('admin')];
  driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  const items = (await driven.seenBy(cast.agent)).evidence.items as { id: string; code: string }[];
  await driven.act(cast.agent, 'request_evidence', {
    items: ['E01', 'E02'].map((code) => ({ code, required: true })),
  });
  for (const { id } of items.filter(({ code }) => code < 'E03'))
    await driven.upload(cast.merchant, id, png());
  await driven.act(cast.agent, 'note', { text: `a note: ${WORDS}` });
  await driven.act(cast.merchant, 'message', { text: `a message: ${WORDS}` });
  await desk.untilIdle();
  const rows = await desk.database.query<{ blob_key: string }>('SELECT blob_key FROM evidence_file');
  files = rows.map(({ blob_key: key }) => join(ENV.THAW_BLOB_DIR, key));
});
afterAll(async () => {
  await desk.stop();
  rmSync(folder, { recursive: true, force: true });
});

const TERMINAL = { err: () => undefined, isTerminal: false, ask: () => Promise.resolve(null) };
type Command = (
  args: string[],
  env: NodeJS.ProcessEnv,
  io: typeof TERMINAL & { out: (text: string) => void },
) => Promise<number>;

async function run(command: Command, ...args: string[]): Promise<{ code: number; told: unknown }> {
  let out = '';
  const code = await command(
    [...args, '--json'],
    { ...ENV, DATABASE_URL: desk.database.url },
    {
      ...TERMINAL,
      out: (text) => void (out += text),
    },
  );
  return { code, told: out === '' ? null : JSON.parse(out) };
}

/** Tables in which something of this stands, whatever the column. */
async function tablesWith(words: string): Promise<string[]> {
  const tables = await desk.database.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const [row] = await desk.database.query(`SELECT 1 FROM ${name} t WHERE t::text LIKE $1 LIMIT 1`, [
      `%${words}%`,
    ]);
    if (row) found.push(name);
  }
  return found;
}

async function verify(): Promise<unknown> {
  await desk.worker.get(AuditNumbering, { strict: false }).numberCommitted();
  await desk.worker.get(AuditCheckpoints, { strict: false }).sign(new Date());
  await desk.worker.get(AuditCheckpoints, { strict: false }).keep(new Date());
  return run(runAudit, 'verify');
}

const holds = (person: Person, path = '') =>
  person.http.post(`/v1/cases/${driven.number}/legal-holds${path}`);
const report = async (): Promise<unknown> => (await run(runRetention, 'report')).told;

it('erases nothing that is young, open or held, whoever asks', async () => {
  expect(await tablesWith(WORDS)).toEqual(expect.arrayContaining(['case_message', 'case_note']));
  expect(await report()).toMatchObject([
    { class: 'case_records', years: 10, due: 0 },
    { class: 'slips', due: 0 },
  ]);
  const asked = (before: string) =>
    desk.database
      .query(`SET ROLE thaw_serving; SELECT set_config('thaw.actor', 'system:worker', false), set_config('thaw.desk', 'on', false),
      set_config('thaw.cases', 'on', false); SELECT erase_case((SELECT id FROM freeze_case), 'case_records', ${before})`);
  await expect(asked(`now() - interval '9 years'`)).rejects.toThrow('kept for 10 years at least');
  await expect(asked(`now() - interval '11 years'`)).rejects.toThrow('the case is kept');
  await desk.database.query(`RESET ROLE; SET session_replication_role = replica`);
  await desk.database.query(
    `UPDATE freeze_case SET state = 'closed', closed_at = '2012-03-01T00:00:00Z', resolution = 'restored'`,
  );
  await desk.database.query('SET session_replication_role = origin');
  await holds(cast.agent).send({ reason: 'a dispute' }).expect(403);
  const { body: hold } = await holds(cast.reviewer).send({ reason: 'a dispute' }).expect(201);
  expect(await report()).toMatchObject([
    { due: 0, kept: { legal: 1 } },
    { due: 0, kept: { legal: 1 } },
  ]);
  expect((await run(runRetention as Command, 'run')).code).toBe(0);
  await expect(asked(`now() - interval '11 years'`)).rejects.toThrow('the case is kept');
  await desk.database.query('RESET ROLE');
  await holds(cast.reviewer, `/${hold.id}/release`).expect(403);
  await holds(other, `/${hold.id}/release`).expect(200);
  await holds(other, `/${hold.id}/release`).expect(404);
  expect(await report()).toMatchObject([{ due: 1, first: [driven.number] }, { due: 1 }]);
  expect((await run(runRetention as Command, 'run')).code).toBe(1);
  expect(await tablesWith(WORDS)).toContain('case_note');
});

it('erases words and files of what is over, and the audit still holds', async () => {
  expect(files.map((path) => existsSync(path))).toEqual([true, true]);
  const { told } = await run(runRetention, 'run', '--yes');
  expect(told).toEqual({ case_records: { cases: 1, files: 2 }, slips: { cases: 0, files: 0 } });
  expect(await tablesWith(WORDS)).toEqual([]);
  expect(await tablesWith('slip.png')).toEqual([]);
  expect(files.map((path) => existsSync(path))).toEqual([false, false]);
  expect(await desk.worker.get(Retention, { strict: false }).run(new Date())).toMatchObject({
    case_records: { cases: 0 },
  });
  const [note] = await desk.database
    .query(`SELECT count(*)::int AS notes FROM (SELECT entry FROM audit_inbox UNION ALL SELECT entry
    FROM audit_record) a WHERE entry ->> 'action' = 'retention' AND entry ->> 'class' = 'case_records'`);
  expect(note).toEqual({ notes: 1 });
  const { code, told: verdict } = (await verify()) as { code: number; told: { erased: number } };
  expect([code, verdict]).toMatchObject([0, { difference: null }]);
  expect(verdict.erased).toBeGreaterThan(5);
});

it('shows what is left of it, and says of a file that it is gone', async () => {
  for (const person of [cast.reviewer, cast.merchant]) {
    expect((await driven.seenBy(person)).number).toBe(driven.number);
    await person.http.get(`/v1/cases/${driven.number}/messages`).expect(200);
  }
  const [file] = await desk.database.query<{ id: string }>('SELECT id FROM evidence_file LIMIT 1');
  const { body } = await cast.reviewer.http
    .get(`/v1/cases/${driven.number}/evidence/files/${file!.id}`)
    .expect(410);
  expect(body.code).toBe('FILE_ERASED');
});

it('gives everybody what is kept of them, and a reviewer what is kept of whoever asks', async () => {
  await admin.http.put(`/v1/users/${cast.merchant.id}/contacts/email`).send({ address: ADDRESS });
  await desk.database.query(
    `INSERT INTO contact (user_id, channel, address, changed_by, changed_at) VALUES ($1, 'email', $2, 'system:setup', now())
     ON CONFLICT DO NOTHING`,
    [cast.merchant.id, ADDRESS],
  );
  const { body: mine } = await cast.merchant.http.get('/v1/me/personal-data').expect(200);
  expect(mine).toMatchObject({
    account: { id: cast.merchant.id },
    kinds: { contacts: [{ address: ADDRESS }] },
    cut: [],
  });
  expect(mine.kinds.messages).toHaveLength(1);
  expect(mine.kinds.sessions[0]).not.toHaveProperty('token_hash');
  const { body: theirs } = await cast.reviewer.http
    .get(`/v1/users/${cast.merchant.id}/personal-data`)
    .expect(200);
  expect(theirs.kinds).toMatchObject({ contacts: mine.kinds.contacts, messages: mine.kinds.messages });
  await cast.agent.http.get(`/v1/users/${cast.merchant.id}/personal-data`).expect(403);
});

it('erases a person once a second one approves and types the name, and no more than that person', async () => {
  const erasures = '/v1/erasures';
  const ask = { userId: cast.merchant.id, ground: 'asked' };
  expect((await admin.http.post(erasures).send(ask).expect(409)).body.rule).toBe('erasure.disabled');
  await desk.database.query('UPDATE app_user SET disabled_at = now() WHERE id = ANY ($1)', [
    [cast.merchant.id, cast.agent.id],
  ]);
  const { body: asked } = await cast.reviewer.http.post(erasures).send(ask).expect(201);
  await admin.http.post(erasures).send(ask).expect(409);
  const approve = (person: Person, confirm: string) =>
    person.http.post(`${erasures}/${asked.id}/approval`).send({ confirm });
  const [user] = await desk.database.query<{ login: string }>('SELECT login FROM app_user WHERE id = $1', [
    cast.merchant.id,
  ]);
  await approve(admin, user!.login).expect(403);
  expect((await approve(cast.reviewer, user!.login).expect(403)).body.code).toBe('SEPARATION_OF_DUTIES');
  await approve(other, 'somebody else').expect(400);
  expect(await tablesWith(ADDRESS)).toContain('contact');
  const { body: done } = await approve(other, user!.login).expect(200);
  expect(done).toMatchObject({ erasedAt: expect.any(String), nameErasedAt: expect.any(String) });
  await approve(other, user!.login).expect(409);
  expect(await tablesWith(ADDRESS)).toEqual([]);
  expect(await tablesWith(user!.login)).toEqual([]);
  expect(await verify()).toMatchObject({ code: 0, told: { difference: null } });
});

it('keeps the name of whoever acted on a case that is kept, until that is over', async () => {
  await desk.database.query('SET session_replication_role = replica');
  await desk.database.query('DELETE FROM case_erasure');
  await desk.database.query('SET session_replication_role = origin');
  const { body: asked } = await admin.http
    .post('/v1/erasures')
    .send({ userId: cast.agent.id, ground: 'left' })
    .expect(201);
  const [{ login }] = (await desk.database.query('SELECT login FROM app_user WHERE id = $1', [
    cast.agent.id,
  ])) as [{ login: string }];
  const { body } = await other.http
    .post(`/v1/erasures/${asked.id}/approval`)
    .send({ confirm: login })
    .expect(200);
  expect(body.nameErasedAt).toBeNull();
  expect(await tablesWith(login)).toContain('app_user');
  const erasures = desk.worker.get(PersonErasures, { strict: false });
  expect(await erasures.eraseNames()).toBe(0);
  await desk.worker.get(Retention, { strict: false }).run(new Date());
  expect(await erasures.eraseNames()).toBe(1);
  expect(await tablesWith(login)).toEqual([]);
});
