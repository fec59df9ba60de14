import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuditCheckpoints,
  AuditDiffersError,
  AuditNumbering,
  readKey,
  verifyCase,
  type CaseAudit,
  type CheckpointView,
  type ProvenRecordView,
} from '@thaw/audit';
import { GUESSES_ALLOWED } from '@thaw/identity';
import { NotificationsService } from '@thaw/notifications';
import { Database, newKey } from '@thaw/platform';
import { openCheckpoint } from '../../libs/audit/src/checkpoints/checkpoint';
import { leafHash } from '../../libs/audit/src/tree/hashes';
import { holdsConsistency, holdsInclusion } from '../../libs/audit/src/tree/proofs';
import { runAudit } from '../../apps/cli/src/audit/audit.command';
import { tellingAdmins } from '../../apps/worker/src/tell-audit-trouble';
import { asked, type Asked } from '../support/asked-merchant';
import { recordsOf } from '../support/audit-reader';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
let folder: string;
let one: Asked;
let other: Person;
let caseId: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-audit-'));
  desk = await TestDesk.start({
    THAW_LOG_LEVEL: 'warn',
    THAW_AUDIT_KEY: newKey(),
    THAW_AUDIT_EXPORT_DIR: folder,
  });
  one = await asked(desk);
  other = await desk.person('merchant', (await desk.shop()).merchant.merchantNo);
  const [row] = await desk.database.query<{ id: string }>('SELECT id FROM freeze_case WHERE number = $1', [
    one.driven.number,
  ]);
  caseId = row!.id;
});
afterAll(async () => {
  await desk.stop();
  rmSync(folder, { recursive: true, force: true });
});

const number = (): Promise<number> => desk.worker.get(AuditNumbering, { strict: false }).numberCommitted();
const records = (query: Record<string, string | number>) => recordsOf(desk, one.cast.reviewer, query);
const by = (person: Person) => `user:${person.id}`;
const refusalsOf = (person: Person) => records({ kind: 'refusal', actor: by(person) });

it('records what an action changed, of its case and by its request, in the transaction of the action', async () => {
  const { agent } = one.cast;
  const { headers } = await agent.http
    .post(`/v1/cases/${one.driven.number}/actions/note`)
    .send({ text: 'looked at the slips' })
    .expect(201);
  const of = (await records({ actor: by(agent), caseId, limit: 20 })).filter(
    ({ entry }) => entry.request === headers['x-request-id'],
  );
  expect(new Set(of.map(({ entry }) => `${entry.kind} ${entry.action} ${entry.subject}`))).toEqual(
    new Set(['change insert case_event', 'change insert case_note', 'change update freeze_case']),
  );
  expect(JSON.stringify(of)).not.toContain('looked at the slips');
});

it('records each time that staff look at a whole case or read a file of it, and not the merchant’s own reading', async () => {
  const { agent, merchant, supervisor } = one.cast;
  const { body } = await supervisor.http.get(`/v1/cases/${one.driven.number}`).expect(200);
  const items = (body as { evidence: { items: { id: string; files: { id: string }[] }[] } }).evidence.items;
  const file = items.find(({ id }) => id === one.itemId)!.files[0]!.id;
  for (const { http } of [supervisor, supervisor, agent, merchant]) await http.get(`/v1/cases/${one.driven.number}/evidence/files/${file}`).expect(200); // prettier-ignore
  await merchant.http.get(`/v1/cases/${one.driven.number}`).expect(200);
  for (const part of ['timeline', 'letters', 'messages']) for (const { http } of [agent, merchant]) await http.get(`/v1/cases/${one.driven.number}/${part}`).expect(200); // prettier-ignore
  const reads = (await records({ kind: 'read', caseId })).map(
    ({ entry }) => `${entry.actor} ${entry.action} ${entry.subject} ${entry.key}`,
  );
  expect(reads.filter((read) => read.startsWith(by(supervisor)))).toEqual([
    `${by(supervisor)} download evidence_file ${file}`,
    `${by(supervisor)} download evidence_file ${file}`,
    `${by(supervisor)} look freeze_case ${caseId}`,
  ]);
  const agents = [`download evidence_file ${file}`, ...['case_event', 'notification', 'case_message'].map((part) => `look ${part} ${caseId}`)]; // prettier-ignore
  for (const read of agents) expect(reads).toContain(`${by(agent)} ${read}`);
  expect(reads.filter((read) => read.startsWith(by(merchant)))).toEqual([]);
});

it('records every refusal in a transaction of its own: of doors, of actions, and of what is not theirs', async () => {
  const { agent, merchant } = one.cast;
  const at = `/v1/cases/${one.driven.number}`;
  await other.http.get(at).expect(404);
  await other.http.get('/v1/users').expect(403);
  expect((await refusalsOf(other)).map(({ entry, body }) => [entry, body])).toMatchObject([
    [
      { action: 'GET /v1/users', code: 'FORBIDDEN', roles: ['merchant'] },
      { address: expect.any(String) as string },
    ],
    [{ action: 'GET /v1/cases/:number', code: 'NOT_FOUND', key: one.driven.number }, {}],
  ]);
  await one.driven.act(merchant, 'triage', { reasonCode: 'CASHOUT' }, 403);
  expect((await refusalsOf(merchant))[0]?.entry).toMatchObject({
    action: 'POST /v1/cases/:number/actions/:action',
    code: 'ACTION_NOT_YOURS',
    key: `${one.driven.number}/triage`,
  });
  // An address with a card number in it, or anything else that is no name, is not kept.
  await agent.http.get('/v1/cases/4111111111111111').expect(404);
  const [refused] = await refusalsOf(agent);
  expect(refused?.entry).toMatchObject({ action: 'GET /v1/cases/:number', code: 'NOT_FOUND' });
  expect(refused?.entry).not.toHaveProperty('key');
});

it('records who could not sign in, or came with a token that is none, and nobody who showed nothing', async () => {
  const before = (await records({ kind: 'refusal', actor: 'system:identity' })).length;
  const url = await desk.api.getUrl();
  const knock = (headers: Record<string, string>) => fetch(`${url}/v1/cases`, { headers });
  expect((await knock({})).status).toBe(401);
  expect((await knock({ authorization: 'Bearer made-up' })).status).toBe(401);
  const signIn = async (): Promise<number> => {
    const { status } = await fetch(`${url}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'nobody-here', password: 'correct horse battery' }),
    });
    return status;
  };
  const statuses = await Promise.all(Array.from({ length: GUESSES_ALLOWED + 1 }, signIn));
  expect(statuses.filter((status) => status === 429)).toHaveLength(1);
  const refusals = await records({ kind: 'refusal', actor: 'system:identity' });
  const kept = refusals.slice(0, refusals.length - before).map(({ entry }) => [entry.action, entry.code]);
  expect(kept.filter(([, code]) => code !== 'SIGN_IN_FAILED').sort()).toEqual([
    ['GET /v1/cases', 'NOT_SIGNED_IN'],
    ['POST /v1/sessions', 'TOO_MANY_REQUESTS'],
  ]);
  expect(kept).toHaveLength(GUESSES_ALLOWED + 2);
  expect(JSON.stringify(refusals)).not.toMatch(/made-up|nobody-here|horse/);
});

it('answers a flood of refusals and lets it fill nothing', async () => {
  const flooder = await desk.person('merchant', one.cast.shop.merchant.merchantNo);
  for (let at = 0; at < 30; at++) await flooder.http.get('/v1/users').expect(403);
  expect(await refusalsOf(flooder)).toHaveLength(20);
});

describe('to reviewers', () => {
  let checkpoint: CheckpointView;
  let key: string;
  beforeAll(async () => {
    await number();
    await desk.worker.get(AuditCheckpoints, { strict: false }).sign(new Date());
    await one.cast.agent.http.get(`/v1/cases/${one.driven.number}`).expect(200);
    await number();
    const { http } = one.cast.reviewer;
    [checkpoint] = (await http.get('/v1/audit/checkpoints').expect(200)).body.items;
    key = (await http.get('/v1/audit/key').expect(200)).body.key as string;
  });

  it('alone', async () => {
    const paths = ['records', 'records/0', 'consistency?from=1&to=1', 'checkpoints', 'key'];
    for (const path of [
      ...paths.map((name) => `/v1/audit/${name}`),
      `/v1/cases/${one.driven.number}/audit`,
    ]) {
      await one.cast.reviewer.http.get(path).expect(200);
      for (const person of [one.cast.supervisor, one.cast.merchant]) await person.http.get(path).expect(403);
    }
  });

  it('pages through records by who, what and when, each once', async () => {
    const { http } = one.cast.reviewer;
    const seqs: number[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = await http
        .get('/v1/audit/records')
        .query({ caseId, limit: 7, ...(cursor && { cursor }) })
        .expect(200);
      seqs.push(...(body.items as { seq: number }[]).map(({ seq }) => seq));
      cursor = body.next as string | null;
    }
    const [of] = await desk.database.query<{ seqs: string[] }>(
      'SELECT array_agg(seq ORDER BY seq DESC) AS seqs FROM audit_record WHERE case_id = $1 AND seq <= $2',
      [caseId, seqs[0]],
    );
    expect(seqs).toEqual(of?.seqs.map(Number));
    expect(seqs.length).toBeGreaterThan(20);
    expect(await records({ subject: 'freeze_case', key: caseId, to: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(
      (await records({ subject: 'freeze_case', key: caseId, from: '2020-01-01T00:00:00Z' })).length,
    ).toBeGreaterThan(2);
    await http.get('/v1/audit/records?cursor=x').expect(400);
    await http.get('/v1/audit/records/999999999').expect(404);
    await http.get('/v1/audit/records/one').expect(400);
  });

  it('proves that a record is in the tree, and that the tree goes on from an older one', async () => {
    const { http } = one.cast.reviewer;
    const { size, root } = openCheckpoint(checkpoint.note, readKey(key)!)!;
    expect(size).toBe(checkpoint.size);
    const { body } = await http.get('/v1/audit/records/3').query({ size }).expect(200);
    const { entry, proof } = body as ProvenRecordView;
    const path = proof.map((hash) => Buffer.from(hash, 'base64'));
    expect(holdsInclusion(leafHash(Buffer.from(entry)), { index: 3, size, root }, path)).toBe(true);
    await http.get('/v1/audit/records/3').query({ size: 3 }).expect(400);
    const signed = await desk.worker.get(AuditCheckpoints, { strict: false }).sign(new Date());
    const newest = openCheckpoint(signed!, readKey(key)!)!;
    const later = await http.get(`/v1/audit/records/${size}`).query({ size: newest.size }).expect(200);
    const told = await http.get('/v1/audit/consistency').query({ from: size, to: newest.size }).expect(200);
    const [inclusion, consistency] = [later.body.proof, told.body.proof].map((hashes: string[]) =>
      hashes.map((hash) => Buffer.from(hash, 'base64')),
    );
    const leaf = leafHash(Buffer.from((later.body as ProvenRecordView).entry));
    expect(holdsInclusion(leaf, { ...newest, index: size }, inclusion!)).toBe(true);
    expect(holdsConsistency({ size, root }, newest, consistency!)).toBe(true);
    await http.get('/v1/audit/consistency').query({ from: 1, to: 999_999_999 }).expect(400);
  });

  it('gives a case’s records as a file that is checked far from the desk, and names the first that was changed', async () => {
    const { body } = await one.cast.reviewer.http.get(`/v1/cases/${one.driven.number}/audit`).expect(200);
    const given = body as CaseAudit;
    expect(given.records.length).toBeGreaterThan(15);
    expect(verifyCase(given, [readKey(key)!])).toMatchObject({
      records: given.records.length,
      difference: null,
    });
    const file = join(folder, 'case.json');
    const verify = async (audit: unknown, by = key): Promise<[number, string]> => {
      writeFileSync(file, JSON.stringify(audit));
      let out = '';
      const say = (text: string) => void (out += text);
      const io = { out: say, err: say, isTerminal: false, ask: () => Promise.resolve(null) };
      return [await runAudit(['verify', file, '--public-key', by, '--lang=en'], {}, io), out];
    };
    expect(await verify(given)).toEqual([0, expect.stringContaining('All is as it was.')]);
    const withBody = given.records.findIndex(({ body: values }) => values !== null);
    const changed = (at: number, over: object): CaseAudit => ({
      ...given,
      records: given.records.map((record, place) => (place === at ? { ...record, ...over } : record)),
    });
    const seqOf = (at: number): number => given.records[at]!.seq;
    const forged = given.records[5]!.entry.replace('"insert"', '"update"').replace('"kind"', '"kynd"');
    expect(await verify(changed(5, { entry: forged }))).toEqual([
      1,
      expect.stringContaining(`Record ${seqOf(5)} was altered.`),
    ]);
    expect(await verify(changed(withBody, { body: '{}' }))).toEqual([
      1,
      expect.stringContaining(`values of record ${seqOf(withBody)}`),
    ]);
    const [first, second, ...rest] = given.records;
    expect(await verify({ ...given, records: [second, first, ...rest] })).toEqual([
      1,
      expect.stringContaining(`Record ${first!.seq} is out of order`),
    ]);
    expect(await verify({ ...given, caseId: '00000000-0000-4000-8000-000000000000' })).toEqual([
      1,
      expect.stringContaining('of another case'),
    ]);
    expect(await verify({ ...given, checkpoint: given.checkpoint.replace('time 2', 'time 1') })).toEqual([
      1,
      expect.stringContaining('not signed by this key'),
    ]);
    expect((await verify({ ...given, format: 'else' }))[0]).toBe(2);
    expect(readFileSync(file, 'utf8')).not.toMatch(/\b\d{16,19}\b/);
  });
});

it('tells every admin, once a day, of a place that takes no checkpoint and of a tree that does not go on', async () => {
  const admins = [await desk.person('admin'), await desk.person('admin')];
  const checkpoints = desk.worker.get(AuditCheckpoints, { strict: false });
  const telling = (sweep: (now: Date) => Promise<number>) =>
    tellingAdmins(
      sweep,
      desk.worker.get(Database, { strict: false }),
      desk.worker.get(NotificationsService, { strict: false }),
    );
  const keep = telling((now) => checkpoints.keep(now));
  const told = async (template: string, at: Date): Promise<number> => {
    const [row] = await desk.database.query<{ count: string }>(
      'SELECT count(*) FROM notification WHERE dedupe_key LIKE $1 AND template = $2',
      [`${template}/${at.toISOString().slice(0, 10)}/%`, template],
    );
    return Number(row?.count);
  };
  const later = new Date(Date.now() + 3_600_000);
  await number();
  const aside = `${folder}.aside`;
  renameSync(folder, aside);
  writeFileSync(folder, 'no folder');
  for (let time = 0; time < 2; time++) await expect(keep(later)).rejects.toThrow('could not be exported');
  expect(await told('audit_not_exported', later)).toBe(admins.length);
  rmSync(folder);
  renameSync(aside, folder);
  await keep(later);
  expect(await desk.database.query('SELECT 1 FROM audit_checkpoint WHERE exported_at IS NULL')).toEqual([]);

  await desk.database.query('SET session_replication_role = replica');
  await desk.database.query('DELETE FROM audit_record WHERE seq >= 5');
  const tomorrow = new Date(later.getTime() + 86_400_000);
  for (let time = 0; time < 2; time++) await expect(keep(tomorrow)).rejects.toThrow('records, and there are');
  expect(await told('audit_differs', tomorrow)).toBe(admins.length);
  // Nor is anything numbered again what was numbered once.
  await one.cast.agent.http.get(`/v1/cases/${one.driven.number}`).expect(200);
  const next = new Date(tomorrow.getTime() + 86_400_000);
  await expect(telling(number)(next)).rejects.toBeInstanceOf(AuditDiffersError);
  expect(await told('audit_differs', next)).toBe(admins.length);
  const { body } = await admins[0]!.http.get('/v1/notifications?limit=200').expect(200);
  const titles = (body.items as { title: { zh: string } }[]).map(({ title }) => title.zh);
  expect(titles).toEqual(
    expect.arrayContaining(['审计检查点未能导出', '审计记录与此前的编号或检查点不符']) as unknown,
  );
});
