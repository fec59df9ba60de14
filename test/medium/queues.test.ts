import { randomUUID } from 'node:crypto';
import { migrate } from '@thaw/platform';
import { MIGRATIONS } from '../../migrations';
import { ShareWork1795820100000 } from '../../migrations/1795820100000-share-work';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { createTestDatabase } from '../support/test-database';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
let admin: Person;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  admin = await desk.person('admin');
});
afterAll(() => desk.stop());

const QUEUE = {
  name: { zh: '重点商户', en: 'Key accounts' },
  reasons: ['CASHOUT'],
  areas: [],
  tiers: ['key'],
  position: 5,
  calendar: 'desk',
  roundRobin: false,
  skills: [],
  newcomers: false,
};

async function triaged(reasonCode = 'ROUND_PATTERN'): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast, []);
  await driven.act(cast.agent, 'triage', { reasonCode });
  return { cast, driven };
}

const leave = ({ id }: Person, code: string) =>
  admin.http.delete(`/v1/queues/${code}/members/${id}`).set('if-match', '"1"').expect(204);

const numbersOf = async ({ http }: Person): Promise<string[]> =>
  (await http.get('/v1/cases?limit=200').expect(200)).body.items.map(
    ({ number }: { number: string }) => number,
  );

it('keeps a case from whoever is no member of its queue, as if there were none', async () => {
  const { cast, driven } = await triaged();
  const [stranger, boss] = [await desk.person('agent'), await desk.person('supervisor')];
  const { number } = driven;
  expect(await numbersOf(stranger)).toContain(number);
  await leave(stranger, 'trading_review');
  await leave(boss, 'trading_review');
  const [item] = (await driven.seenBy(cast.agent)).evidence.items as { id: string }[];
  for (const { http } of [stranger, boss]) {
    for (const path of ['', '/timeline', '/letters', '/findings', '/linked', '/messages', '/notes'])
      expect([path, (await http.get(`/v1/cases/${number}${path}`)).body.code]).toEqual([path, 'NOT_FOUND']);
    for (const [action, payload] of [['take', {}], ['note', { text: 'x' }], ['triage', { reasonCode: 'AML' }]] as const)
      await http.post(`/v1/cases/${number}/actions/${action}`).send({ version: 2, ...payload }).expect(404);
    await http.post(`/v1/cases/${number}/scans`).expect(404);
    await http.post(`/v1/cases/${number}/evidence/${item!.id}/files`).attach('file', Buffer.from('x'), 'x.png').expect(404);
  }
  expect(await numbersOf(stranger)).not.toContain(number);
  expect(await numbersOf(boss)).not.toContain(number);
  // A colleague cannot show it to them either.
  expect(await driven.act(cast.agent, 'note', { text: 'look', mentionIds: [stranger.id] }, 400)).toMatchObject({ field: 'mentionIds[0]' });

  // Reviewers see it, its members do, and its owner whatever queue it is in; an admin never.
  expect(await numbersOf(cast.reviewer)).toContain(number);
  await driven.act(cast.agent, 'take');
  await leave(cast.agent, 'trading_review');
  expect(await numbersOf(cast.agent)).toContain(number);
  expect((await driven.seenBy(cast.agent)).ownerId).toBe(cast.agent.id);
  await admin.http.get(`/v1/cases/${number}`).expect(403);

  // What nobody has triaged is everybody's.
  const fresh = await DrivenCase.open(desk, await castOf(desk), []);
  expect(await numbersOf(stranger)).toContain(fresh.number);
}); // prettier-ignore

it('links no case to another that the reader may not see', async () => {
  const { cast, driven } = await triaged();
  await desk.database.query(`UPDATE freeze_case SET state = 'closed', closed_at = now(), resolution = 'withdrawn' WHERE number = $1`, [driven.number]);
  const again = await DrivenCase.open(desk, cast, []);
  const linked = async ({ http }: Person) =>
    (await http.get(`/v1/cases/${again.number}/linked?by=terminal`).expect(200)).body.items.map((one: { number: string }) => one.number);
  expect(await linked(cast.agent)).toEqual([driven.number]);
  await leave(cast.agent, 'trading_review');
  expect(await linked(cast.agent)).toEqual([]);
  expect(await linked(cast.reviewer)).toEqual([driven.number]);
}); // prettier-ignore

it('routes by what an admin said, answers who brought a case out of their sight, and keeps who changed what', async () => {
  await admin.http.put('/v1/queues/key_accounts').send(QUEUE).expect(400);
  const made = await admin.http.put('/v1/queues/key_accounts').set('if-none-match', '*').send(QUEUE).expect(200);
  expect([made.headers['etag'], made.body]).toMatchObject(['"1"', { code: 'key_accounts', version: 1 }]);
  await admin.http.put('/v1/queues/key_accounts').set('if-none-match', '*').send(QUEUE).expect(409);
  const { cast, driven } = await triaged('ROUND_PATTERN');
  await driven.act(cast.agent, 'take');
  await desk.database.query(`UPDATE merchant SET tier = 'key' WHERE id = $1`, [cast.shop.merchant.id]);
  const seen = await driven.act(cast.agent, 'reclassify', { reasonCode: 'CASHOUT', text: 'cash' });
  expect(seen).toMatchObject({ queue: 'key_accounts', ownerId: null });
  await cast.agent.http.get(`/v1/cases/${driven.number}`).expect(404);
  // Whose it was is no member there: they are told, and the timeline says so.
  const told = (await cast.agent.http.get('/v1/notifications').expect(200)).body.items as { id: string; template: string }[];
  const opened = await cast.agent.http.post(`/v1/notifications/${told.find(({ template }) => template === 'task')!.id}/open`).expect(200);
  expect(opened.body.content).toMatchObject({ task: 'left_queue' });
  const { items: events } = (await cast.reviewer.http.get(`/v1/cases/${driven.number}/timeline`).expect(200)).body;
  expect(events.at(-1)).toMatchObject({ type: 'reclassified', data: { formerOwner: cast.agent.id, ownerId: null, queue: 'key_accounts' } });
  expect(JSON.stringify(await driven.seenBy(cast.merchant))).not.toMatch(/key_accounts|queue/);

  await admin.http.put(`/v1/queues/key_accounts/members/${cast.agent.id}`).set('if-none-match', '*').send({ cap: 5, skills: ['cash'] }).expect(200);
  expect((await driven.seenBy(cast.agent)).queue).toBe('key_accounts');
  const changed = await admin.http.put('/v1/queues/key_accounts').set('if-match', '"1"').send({ ...QUEUE, position: 900 }).expect(200);
  expect(changed.body).toMatchObject({ version: 2, position: 900 });
  const { body } = await admin.http.put('/v1/queues/key_accounts').set('if-match', '"1"').send(QUEUE).expect(409);
  expect(body).toMatchObject({ code: 'QUEUE_CHANGED', version: 2 });
  const { items } = (await cast.agent.http.get('/v1/queues/key_accounts/changes').expect(200)).body;
  expect(items).toMatchObject([
    { kind: 'made', actor: `user:${admin.id}`, nowIs: { position: 5 } },
    { kind: 'changed', actor: `user:${admin.id}`, nowIs: { position: 900 } },
  ]);
  await cast.agent.http.put('/v1/queues/key_accounts').set('if-match', '"2"').send(QUEUE).expect(403);
  for (const id of [cast.reviewer.id, cast.merchant.id, admin.id, randomUUID()])
    await admin.http.put(`/v1/queues/key_accounts/members/${id}`).set('if-none-match', '*').send({ cap: 5, skills: [] }).expect(400);
  await admin.http.put(`/v1/queues/none/members/${cast.agent.id}`).set('if-none-match', '*').send({ cap: 5, skills: [] }).expect(404);
}); // prettier-ignore

it('says who is away, and what each member has open', async () => {
  const { cast, driven } = await triaged();
  await driven.act(cast.agent, 'take');
  const [from, until] = [0, 3_600_000].map((ms) => new Date(desk.clock.now().getTime() + ms).toISOString());
  const away = { userId: cast.agent.id, fromAt: from, untilAt: until, reason: '年假', standIn: cast.supervisor.id };
  await cast.supervisor.http.post('/v1/absences').send(away).expect(403);
  await admin.http.post('/v1/absences').send({ ...away, standIn: cast.agent.id }).expect(400);
  await admin.http.post('/v1/absences').send({ ...away, untilAt: from }).expect(400);
  const { body, headers } = await admin.http.post('/v1/absences').send(away).expect(201);
  const { items } = (await cast.supervisor.http.get('/v1/queues/trading_review/load').expect(200)).body;
  const of = ({ id }: Person) => items.find(({ userId }: { userId: string }) => userId === id);
  expect(of(cast.agent)).toMatchObject({ open: 1, cap: 60, away: { standIn: cast.supervisor.id } });
  expect(of(cast.supervisor)).toMatchObject({ open: 0, away: null });
  const ended = { ...away, untilAt: new Date(Date.parse(from!) + 1).toISOString() };
  await admin.http.put(`/v1/absences/${body.id}`).set('if-match', headers['etag'] as string).send(ended).expect(200);
  await admin.http.put(`/v1/absences/${body.id}`).set('if-match', headers['etag'] as string).send(away).expect(409);
}); // prettier-ignore

it('makes whoever works at a loaded desk a member of every queue, and whoever joins later too', async () => {
  const database = await createTestDatabase('template0');
  try {
    await migrate(database.url, MIGRATIONS.slice(0, MIGRATIONS.indexOf(ShareWork1795820100000)));
    const [agent, pending, reviewer, later] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    for (const id of [agent, pending, reviewer, later])
      await database.query(
        `INSERT INTO app_user (id, login, display_name, password_hash, locale, created_at) VALUES ($1::uuid, $1::text, 'x', 'x', 'zh', now())`,
        [id],
      );
    const grant = (id: string, role: string, confirmed: boolean) =>
      database.query(
        `INSERT INTO user_role (user_id, role, granted_by, granted_at, confirmed_by, confirmed_at)
         VALUES ($1, $2, 'system:setup', now(), CASE WHEN $3 THEN 'system:setup' END, CASE WHEN $3 THEN now() END)`,
        [id, role, confirmed],
      );
    await grant(agent, 'agent', true);
    await grant(pending, 'supervisor', false);
    await grant(reviewer, 'reviewer', true);
    await database.query(
      `WITH m AS (INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
         VALUES (gen_random_uuid(), '898310059981234', '阳光便利店', '91310000MA1K00000X', '5812', '上海', now()) RETURNING id),
       n AS (SELECT m.id AS merchant_id, gen_random_uuid() AS terminal_id, given.* FROM m, (VALUES (1, 'reported', NULL, NULL),
         (2, 'reviewing', 'CASHOUT', 'trading_review'), (3, 'pending_approval', 'AML', NULL), (4, 'monitoring', 'TAMPER', NULL),
         (5, 'appealing', 'KYC_EXPIRED', 'of_old')) AS given (n, state, reason, queue)),
       t AS (INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
         SELECT terminal_id, lpad(n::text, 8, '0'), merchant_id, 'standard', now() FROM n)
       INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reason_code, queue,
         reference_version, opened_at, opened_by, opened_via, state_since)
       SELECT gen_random_uuid(), 'FZ-20261101-000' || n, 1, 1, terminal_id, merchant_id, state, reason, queue, 1, now(),
         'system:setup', 'machine', now() FROM n`,
    );
    await migrate(database.url, MIGRATIONS);
    // Every case that was triaged sits in a queue that there is; what was not is routed when it is.
    expect(
      await database.query(
        `SELECT right(c.number, 1) AS n, c.queue, q.code FROM freeze_case c LEFT JOIN queue q ON q.code = c.queue ORDER BY 1`,
      ),
    ).toEqual([
      { n: '1', queue: null, code: null },
      { n: '2', queue: 'trading_review', code: 'trading_review' },
      { n: '3', queue: 'trading_review', code: 'trading_review' },
      { n: '4', queue: 'device_check', code: 'device_check' },
      { n: '5', queue: 'of_old', code: 'of_old' },
    ]);
    const queues = async (id: string) =>
      (await database.query<{ queue: string }>('SELECT queue FROM queue_member WHERE user_id = $1 ORDER BY 1', [id])).map(({ queue }) => queue);
    const all = ['device_check', 'of_old', 'records_check', 'trading_review'];
    expect([await queues(agent), await queues(pending), await queues(reviewer)]).toEqual([all, [], []]);
    await database.query(`UPDATE user_role SET confirmed_at = now(), confirmed_by = 'user:${reviewer}' WHERE user_id = $1`, [pending]);
    await grant(later, 'agent', true);
    expect([await queues(pending), await queues(later)]).toEqual([all, all]);
    // Another role, or the same one again, makes nobody a newcomer: what an admin took them out of they stay out of.
    await database.query(`DELETE FROM queue_member WHERE (user_id = $1 AND queue <> 'of_old') OR user_id = $2`, [later, pending]);
    await grant(later, 'supervisor', true);
    await database.query(`DELETE FROM user_role WHERE user_id = $1`, [pending]);
    await grant(pending, 'agent', true);
    expect([await queues(later), await queues(pending)]).toEqual([['of_old'], []]);
  } finally {
    await database.drop();
  }
}); // prettier-ignore
