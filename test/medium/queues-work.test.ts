import { randomUUID } from 'node:crypto';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
let admin: Person;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  admin = await desk.person('admin');
});
afterAll(() => desk.stop());

let made = 0;
/** A queue of its own for KYC_EXPIRED and HARDWARE, asked first, with these members. */
async function queueOf(members: readonly Person[], over: object = {}, cap = 5): Promise<string> {
  const code = `own_${(made += 1)}`;
  await desk.database.query('UPDATE queue SET position = position + 1 WHERE position < 10');
  const terms = { name: { zh: '队列', en: 'queue' }, reasons: ['KYC_EXPIRED', 'HARDWARE'], areas: [], tiers: [], position: 1, calendar: 'desk', roundRobin: false, skills: [], newcomers: false }; // prettier-ignore
  await admin.http.put(`/v1/queues/${code}`).set('if-none-match', '*').send({ ...terms, ...over }).expect(200);
  for (const { id } of members)
    await admin.http.put(`/v1/queues/${code}/members/${id}`).set('if-none-match', '*').send({ cap, skills: [] }).expect(200);
  return code;
} // prettier-ignore

async function triaged(reasonCode = 'KYC_EXPIRED', by?: Person): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast, []);
  await driven.act(by ?? cast.agent, 'triage', { reasonCode });
  return { cast, driven };
}

const pull = ({ http }: Person, code: string, key: string = randomUUID()) =>
  http.post(`/v1/queues/${code}/next`).set('idempotency-key', key);

const ownerOf = async ({ number }: DrivenCase): Promise<string | null> =>
  (await desk.database.query<{ owner_id: string | null }>('SELECT owner_id FROM freeze_case WHERE number = $1', [number]))[0]!.owner_id; // prettier-ignore

/** As many more of it as asked for, each on a terminal of its own and more pressing. */
const copiesOf = ({ number }: DrivenCase, count: number) =>
  desk.database.query(
    `WITH t AS (INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
       SELECT gen_random_uuid(), (70000000 + n)::text, c.merchant_id, 'standard', now()
       FROM freeze_case c, generate_series(1, $2::int) AS n WHERE c.number = $1 RETURNING id)
     INSERT INTO freeze_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'terminal_id', t.id,
       'number', 'FZ-20200101-' || lpad((row_number() OVER ())::text, 4, '0'), 'priority', 1))).*
     FROM freeze_case c, t WHERE c.number = $1`,
    [number, count],
  );

it('gives two who ask at once two cases, the most pressing first, and then says that none waits', async () => {
  const people = await Promise.all(['agent', 'agent', 'agent'].map((role) => desk.person(role as 'agent')));
  const code = await queueOf(people);
  // KYC_EXPIRED is P3, HARDWARE P4: the first goes first although it came last.
  const [calm, second, first] = [await triaged('HARDWARE'), await triaged(), await triaged()];
  await desk.database.query('UPDATE freeze_case SET priority = 1 WHERE number = $1', [first.driven.number]);
  const [a, b, c] = people as [Person, Person, Person];
  expect((await pull(a, code).expect(201)).body).toMatchObject({
    number: first.driven.number,
    ownerId: a.id,
  });
  // A double click is one: the same key gives the same case, and none besides.
  const key = randomUUID();
  const both = await Promise.all([pull(b, code, key), pull(c, code)]);
  const again = await pull(b, code, key).expect(201);
  expect(again.body.number).toBe(both[0].body.number);
  await b.http.post(`/v1/queues/${code}/next`).expect(400);
  expect(both.map(({ status }) => status)).toEqual([201, 201]);
  expect(both.map(({ body }) => body.number).sort()).toEqual(
    [calm.driven.number, second.driven.number].sort(),
  );
  const { body } = await pull(a, code).expect(404);
  expect(body).toMatchObject({ code: 'QUEUE_EMPTY' });
  const stranger = await desk.person('agent');
  expect((await pull(stranger, code).expect(409)).body).toMatchObject({ rule: 'assign.member' });
  await pull(a, 'none').expect(404);
  await (await desk.person('reviewer')).http.post(`/v1/queues/${code}/next`).expect(403);
});

it('leaves a case to one owner where it is assigned and pulled at the same moment', async () => {
  const [a, b, boss] = [
    await desk.person('agent'),
    await desk.person('agent'),
    await desk.person('supervisor'),
  ];
  const code = await queueOf([a, b, boss]);
  for (let round = 0; round < 4; round += 1) {
    const { driven } = await triaged();
    const assign = boss.http
      .post(`/v1/cases/${driven.number}/actions/assign`)
      .send({ version: 2, userId: b.id });
    const [pulled, assigned] = await Promise.all([pull(a, code), assign]);
    const owner = await ownerOf(driven);
    const told = [pulled, assigned].filter(({ status }) => status === 201).map(({ body }) => body.ownerId);
    expect(told).toContain(owner);
    expect([pulled.status, assigned.status]).not.toContain(500);
    // Where the assignment came first nothing waited; where the pull did, the case was another by then.
    expect(pulled.status === 201 ? ['CASE_CHANGED', undefined] : ['QUEUE_EMPTY']).toContain(
      pulled.status === 201 ? assigned.body.code : pulled.body.code,
    );
  }
});

it('never gives a case to whoever may not take its next step', async () => {
  const people = [await desk.person('agent'), await desk.person('supervisor')] as const;
  const code = await queueOf(people);
  const { driven } = await triaged();
  await desk.database.query(`UPDATE freeze_case SET state = 'pending_approval' WHERE number = $1`, [
    driven.number,
  ]);
  await pull(people[0], code).expect(404);
  const other = await triaged();
  await desk.database.query(
    `INSERT INTO case_event (case_id, seq, at, type, actor, persona, to_state, data)
     SELECT id, 900, now(), 'noted', $2, 'reviewer', state, '{}' FROM freeze_case WHERE number = $1`,
    [other.driven.number, `user:${people[0].id}`],
  );
  await pull(people[0], code).expect(404);
  // However many stand before it that are not theirs, they get the one that is.
  await copiesOf(driven, 25);
  const { driven: theirs } = await triaged();
  expect((await pull(people[0], code).expect(201)).body.number).toBe(theirs.number);
  await desk.database.query(`UPDATE freeze_case SET owner_id = $1 WHERE number LIKE 'FZ-20200101-%'`, [
    people[1].id,
  ]);
  await desk.database.query('UPDATE queue_member SET cap = 60 WHERE user_id = $1', [people[1].id]);
  // The supervisor may decide either; no job looks at them meanwhile, which would have them passed by.
  await desk.untilIdle();
  const pulled = [await pull(people[1], code).expect(201), await pull(people[1], code).expect(201)];
  expect(pulled.map(({ body }) => body.number).sort()).toEqual([driven.number, other.driven.number].sort());
});

it('lets people take what could be given to them, and no more', async () => {
  const [a, b, boss] = [await desk.person('agent'), await desk.person('agent'), await desk.person('supervisor')];
  const code = await queueOf([a, b, boss], {}, 1);
  const [one, two] = [await triaged(), await triaged()];
  await one.driven.act(a, 'take');
  // What somebody works on they hand over, or a supervisor assigns.
  for (const other of [b, boss])
    expect(await one.driven.act(other, 'take', {}, 409)).toMatchObject({ code: 'GUARD_REFUSED', rule: 'take.unowned' });
  expect((await one.driven.seenBy(b)).actions.find(({ action }: { action: string }) => action === 'take')).toMatchObject({ allowed: false, rule: 'take.unowned' });
  expect(await two.driven.act(a, 'take', {}, 409)).toMatchObject({ rule: 'assign.cap', detail: expect.stringContaining('You have 1 open cases') });
  const [fromAt, untilAt] = [0, 3_600_000].map((ms) => new Date(desk.clock.now().getTime() + ms).toISOString());
  await admin.http.post('/v1/absences').send({ userId: b.id, fromAt, untilAt, reason: '年假', standIn: boss.id }).expect(201);
  expect(await two.driven.act(b, 'take', {}, 409)).toMatchObject({ rule: 'assign.away' });
  expect((await pull(b, code).expect(409)).body).toMatchObject({ rule: 'assign.away' });
  const fresh = await DrivenCase.open(desk, await castOf(desk), []);
  expect(await fresh.act(b, 'take', {}, 409)).toMatchObject({ rule: 'assign.away' });
  await desk.database.query(`UPDATE freeze_case SET state = 'pending_approval' WHERE number = $1`, [two.driven.number]);
  const other = await desk.person('agent');
  await admin.http.put(`/v1/queues/${code}/members/${other.id}`).set('if-none-match', '*').send({ cap: 1, skills: [] }).expect(200);
  expect(await two.driven.act(other, 'take', {}, 409)).toMatchObject({ rule: 'assign.may_decide', detail: expect.stringContaining('You may not') });
  await two.driven.act(boss, 'take');
  const skilled = await queueOf([other], { skills: ['device'] });
  const wanting = await triaged();
  expect(await wanting.driven.act(other, 'take', {}, 409)).toMatchObject({ rule: 'assign.skills' });
  expect((await pull(other, skilled).expect(409)).body).toMatchObject({ rule: 'assign.skills' });
}); // prettier-ignore

it('assigns to members who are there and have room, to who stands in for one who is away, and above the cap with a reason', async () => {
  const [a, b, boss, stranger] = [await desk.person('agent'), await desk.person('agent'), await desk.person('supervisor'), await desk.person('agent')];
  const code = await queueOf([a, b, boss], {}, 1);
  const [one, two, three] = [await triaged(), await triaged(), await triaged()];
  expect(await one.driven.act(boss, 'assign', { userId: stranger.id }, 409)).toMatchObject({ rule: 'assign.member' });
  await one.driven.act(boss, 'assign', { userId: a.id });
  expect(await two.driven.act(boss, 'assign', { userId: a.id }, 409)).toMatchObject({ rule: 'assign.cap' });
  expect((await pull(a, code).expect(409)).body).toMatchObject({ rule: 'assign.cap' });
  await two.driven.act(boss, 'assign', { userId: a.id, overCap: 'she knows the shop' });
  const [entry] = (await boss.http.get(`/v1/cases/${two.driven.number}/timeline`).expect(200)).body.items.slice(-1);
  expect(entry).toMatchObject({ type: 'assigned', content: { text: 'she knows the shop' } });

  const [fromAt, untilAt] = [0, 3_600_000].map((ms) => new Date(desk.clock.now().getTime() + ms).toISOString());
  const away = { userId: a.id, fromAt, untilAt, reason: '病假' };
  const entered = await admin.http.post('/v1/absences').send({ ...away, standIn: b.id }).expect(201);
  expect(await three.driven.act(boss, 'assign', { userId: a.id })).toMatchObject({ ownerId: b.id });
  await admin.http.put(`/v1/absences/${entered.body.id}`).set('if-match', '"1"').send({ ...away, standIn: null }).expect(200);
  const four = await triaged();
  expect(await four.driven.act(boss, 'assign', { userId: a.id, overCap: 'yes' }, 409)).toMatchObject({ rule: 'assign.away' });
  await admin.http.put(`/v1/queues/${code}`).set('if-match', '"1"').send({ name: { zh: '队列', en: 'queue' }, reasons: ['KYC_EXPIRED'], areas: [], tiers: [], position: 1, calendar: 'desk', roundRobin: false, skills: ['device'], newcomers: false }).expect(200);
  expect(await four.driven.act(boss, 'assign', { userId: boss.id }, 409)).toMatchObject({ rule: 'assign.skills' });
}); // prettier-ignore

it('takes turns by load where a queue does, passing by who is away or full', async () => {
  const [a, b, c] = [await desk.person('agent'), await desk.person('agent'), await desk.person('agent')];
  const code = await queueOf([a, b], { roundRobin: true }, 2);
  await admin.http.put(`/v1/queues/${code}/members/${c.id}`).set('if-none-match', '*').send({ cap: 4, skills: [] }).expect(200);
  const [fromAt, untilAt] = [0, 3_600_000].map((ms) => new Date(desk.clock.now().getTime() + ms).toISOString());
  await admin.http.post('/v1/absences').send({ userId: b.id, fromAt, untilAt, reason: '年假' }).expect(201);
  const owners: (string | null)[] = [];
  for (let count = 0; count < 7; count += 1) owners.push(await ownerOf((await triaged()).driven));
  // Of a's two and c's four: each share of the cap fills alike, and the seventh waits.
  expect(owners.filter((owner) => owner === a.id)).toHaveLength(2);
  expect(owners.filter((owner) => owner === c.id)).toHaveLength(4);
  expect(owners[6]).toBeNull();
  expect(owners.slice(0, 3).sort()).toEqual([a.id, c.id, c.id].sort());
}); // prettier-ignore

it('assigns a case to nobody who may not take its next step, by hand, by load or in turn', async () => {
  const [a, b, boss] = [await desk.person('agent'), await desk.person('agent'), await desk.person('supervisor')];
  await queueOf([a, b, boss]);
  const { driven } = await triaged('KYC_EXPIRED', a);
  await driven.act(a, 'take');
  await desk.database.query(`UPDATE freeze_case SET state = 'pending_approval' WHERE number = $1`, [driven.number]);
  // What waits for approval is no agent's: of the members only another supervisor could decide it.
  for (const action of ['assign', 'hand_over'])
    expect(await driven.act(boss, action, { userId: b.id, text: 'yours' }, 409)).toMatchObject({ rule: 'assign.may_decide', field: 'userId' });
  await driven.act(boss, 'assign', { byLoad: true });
  expect(await ownerOf(driven)).toBe(boss.id);
  expect(await driven.act(boss, 'assign', { byLoad: true }, 409)).toMatchObject({ rule: 'assign.nobody_free' });
  // An appeal is compliance's to decide; the desk's side of it stays somebody's.
  await desk.database.query(`UPDATE freeze_case SET state = 'appealing' WHERE number = $1`, [driven.number]);
  await driven.act(boss, 'assign', { userId: b.id });
}); // prettier-ignore

it('gives a case back to its queue or to another one, where its members have it, and says so', async () => {
  const [a, b, c, boss] = [await desk.person('agent'), await desk.person('agent'), await desk.person('agent'), await desk.person('supervisor')];
  const other = await queueOf([b, c], { roundRobin: true });
  const code = await queueOf([a, c, boss]);
  const { driven } = await triaged();
  await driven.act(boss, 'assign', { userId: a.id, text: 'the merchant calls on Mondays' });
  const told = (await a.http.get('/v1/notifications?limit=50').expect(200)).body.items;
  expect(told).toContainEqual(expect.objectContaining({ template: 'task' }));
  expect(await driven.act(boss, 'assign', { userId: null })).toMatchObject({ ownerId: null, queue: code });
  expect(await driven.act(boss, 'assign', { queue: 'none' }, 400)).toMatchObject({ field: 'queue', detail: expect.stringContaining(other) });
  expect(await driven.act(boss, 'assign', {}, 400)).toMatchObject({ field: 'userId' });
  // Not a member of that one: a is refused there, and the one whose turn it is gets it.
  expect(await driven.act(boss, 'assign', { queue: other, userId: a.id }, 409)).toMatchObject({ rule: 'assign.member' });
  const moved = await driven.act(boss, 'assign', { queue: other, text: 'it is about the device' });
  expect(moved).toMatchObject({ queue: other });
  expect([b.id, c.id]).toContain(moved.ownerId);
  await boss.http.get(`/v1/cases/${driven.number}`).expect(404);
  const events = (await (await desk.person('reviewer')).http.get(`/v1/cases/${driven.number}/timeline`).expect(200)).body.items;
  expect(events.slice(-2)).toMatchObject([
    { type: 'assigned', actor: `user:${boss.id}`, data: { from: null, ownerId: null, queue: other }, content: { text: 'it is about the device' } },
    { type: 'assigned', actor: 'system:clock', data: { ownerId: moved.ownerId } },
  ]);
  const fresh = await DrivenCase.open(desk, await castOf(desk), []);
  expect(await fresh.act(boss, 'assign', { queue: code }, 409)).toMatchObject({ rule: 'assign.triaged' });
  expect(await fresh.act(boss, 'assign', { byLoad: true }, 409)).toMatchObject({ rule: 'assign.triaged' });
  await fresh.act(boss, 'assign', { userId: a.id });
}); // prettier-ignore
