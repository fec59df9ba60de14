import { randomUUID } from 'node:crypto';
import { BulkRuns } from '@thaw/cases';
import { UsersService } from '@thaw/identity';
import { systemActor } from '@thaw/kernel';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

let desk: TestDesk;
let admin: Person;
let boss: Person;
let [a, b]: [Person?, Person?] = [];
let QUEUE: string;
beforeAll(async () => {
  desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  [admin, boss, a, b] = await Promise.all([desk.person('admin'), desk.person('supervisor'), desk.person('agent'), desk.person('agent')]);
  QUEUE = await queueOf('own', [boss, a, b]);
}); // prettier-ignore
afterAll(() => desk.stop());

async function queueOf(code: string, members: readonly Person[], position = 1): Promise<string> {
  const terms = { name: { zh: code, en: code }, reasons: ['KYC_EXPIRED'], areas: [], tiers: [], position, calendar: 'desk', roundRobin: false, skills: [], newcomers: false }; // prettier-ignore
  await admin.http.put(`/v1/queues/${code}`).set('if-none-match', '*').send(terms).expect(200);
  for (const { id } of members) await member(code, id);
  return code;
}

const member = (code: string, id: string) =>
  admin.http.put(`/v1/queues/${code}/members/${id}`).set('if-none-match', '*').send({ cap: 50, skills: [] }).expect(200); // prettier-ignore

async function triaged(owner?: Person): Promise<DrivenCase> {
  const driven = await DrivenCase.open(desk, await castOf(desk), []);
  await driven.act(boss, 'triage', { reasonCode: 'KYC_EXPIRED' });
  if (owner) await driven.act(owner, 'take');
  return driven;
}

interface Item {
  number: string;
  version: number | null;
  allowed: boolean;
  refusal: { code: string; rule: string; field: string; why: { zh: string; en: string } } | null;
}

const preview = async ({ http }: Person, cases: object, action: string, payload: object = {}, status = 200) =>
  (await http.post('/v1/bulk-actions/preview').send({ cases, action, payload }).expect(status)).body as { count: number; capped: boolean; items: Item[]; field?: string }; // prettier-ignore

const shownTo = async (who: Person, cases: object, action: string, payload: object = {}) =>
  (await preview(who, cases, action, payload)).items
    .filter(({ version }) => version !== null)
    .map(({ number, version }) => ({ number, version }));

const begin = ({ http }: Person, body: object, key: string = randomUUID()) =>
  http.post('/v1/bulk-actions').set('idempotency-key', key).send(body);

async function finished({ http }: Person, id: string) {
  const read = async () => (await http.get(`/v1/bulk-actions/${id}`).expect(200)).body;
  await waitFor('the action on many', async () => (await read()).state === 'finished', { withinMs: 60_000 });
  const { items } = (await http.get(`/v1/bulk-actions/${id}/cases`).expect(200)).body;
  return { ...(await read()), items };
}

const rowOf = async ({ number }: DrivenCase) =>
  (await desk.database.query<{ owner_id: string | null; queue: string; version: number }>(
    'SELECT owner_id, queue, version FROM freeze_case WHERE number = $1', [number]))[0]!; // prettier-ignore

const eventsOf = (driven: DrivenCase, type: string) =>
  desk.database.query<{ data: Record<string, unknown>; actor: string }>(
    `SELECT e.data, e.actor FROM case_event e JOIN freeze_case c ON c.id = e.case_id
     WHERE c.number = $1 AND e.type = $2 ORDER BY e.seq`, [driven.number, type]); // prettier-ignore

it('says beforehand what would become of each case, by the code that would do it, and does nothing', async () => {
  const [free, closed, fresh] = [await triaged(), await triaged(), await DrivenCase.open(desk, await castOf(desk), [])];
  await desk.database.query(`UPDATE freeze_case SET state = 'closed', closed_at = now(), resolution = 'withdrawn' WHERE number = $1`, [closed.number]);
  const unseen = await triaged();
  await desk.database.query(`UPDATE freeze_case SET queue = 'device_check' WHERE number = $1`, [unseen.number]);
  await admin.http.delete(`/v1/queues/device_check/members/${boss.id}`).set('if-match', '"1"').expect(204);
  const before = await rowOf(free);
  const numbers = [free, closed, fresh, unseen].map(({ number }) => number).concat('FZ-20200101-0001', 'x');
  const { items, count } = await preview(boss, { numbers }, 'assign', { userId: a!.id });
  expect(count).toBe(6);
  expect(items.map(({ number, allowed, refusal }) => [number, allowed, refusal?.code])).toEqual([
    [free.number, true, undefined],
    [closed.number, false, 'ACTION_NOT_ALLOWED'],
    [fresh.number, true, undefined],
    [unseen.number, false, 'NOT_FOUND'],
    ['FZ-20200101-0001', false, 'NOT_FOUND'],
    ['x', false, 'NOT_FOUND'],
  ]);
  // The very refusal of the action itself, for each reason.
  for (const [action, payload] of [['assign', { queue: 'own', byLoad: true }], ['hand_over', { userId: randomUUID(), text: 'x' }], ['triage', { reasonCode: 'AML' }]] as const) {
    const foreseen = (await preview(boss, { numbers: [free.number, fresh.number] }, action, payload)).items;
    for (const { number, allowed, refusal } of foreseen) {
      if (allowed) continue;
      const { version } = await rowOf({ number } as DrivenCase);
      const { body } = await boss.http.post(`/v1/cases/${number}/actions/${action}`).send({ version, ...payload });
      expect([number, action, refusal?.code, refusal?.rule ?? undefined, refusal?.why.en]).toEqual([number, action, body.code, body.rule, body.detail]);
    }
    expect(foreseen.some(({ allowed }) => !allowed)).toBe(true);
  }
  expect((await preview(a!, { numbers: [free.number] }, 'assign', { userId: b!.id })).items[0]!.refusal).toMatchObject({ code: 'ACTION_NOT_YOURS' });
  expect(await rowOf(free)).toEqual(before);
  const [{ touched }] = (await desk.database.query<{ touched: number }>('SELECT count(last_assigned_at)::int AS touched FROM queue_member')) as [{ touched: number }];
  expect(touched).toBe(0);

  expect(await preview(boss, { numbers, ownerId: a!.id }, 'take', {}, 400)).toMatchObject({ field: 'cases' });
  await preview(boss, {}, 'take', {}, 400);
  await preview(boss, { numbers }, 'hand_over', { userId: a!.id }, 400);
  await preview(boss, { numbers }, 'approve', {}, 400);
  await preview(await desk.person('reviewer'), { numbers }, 'note', { text: 'x' }, 403);
}); // prettier-ignore

it('takes each case by itself: what is refused or has changed since leaves the others as they are', async () => {
  const [one, two, three] = [await triaged(), await triaged(), await triaged()];
  const wanted = { action: 'assign', payload: { userId: a!.id, text: 'yours while she is away' } };
  const cases = await shownTo(boss, { numbers: [one, two, three].map(({ number }) => number) }, 'assign', wanted.payload);
  await two.act(b!, 'note', { text: 'meanwhile' });
  const body = { ...wanted, cases: [...cases, { number: 'FZ-20200101-0001', version: 1 }] };
  await boss.http.post('/v1/bulk-actions').send(body).expect(400);
  const key = randomUUID();
  const [begun, again] = await Promise.all([begin(boss, body, key).expect(202), begin(boss, body, key).expect(202)]);
  expect(again.body.id).toBe(begun.body.id);
  expect(begun.headers['location']).toBe(`/v1/bulk-actions/${begun.body.id}`);
  await begin(boss, { ...body, cases }, key).expect(422);
  const done = await finished(boss, begun.body.id);
  expect(done).toMatchObject({ total: 4, done: 2, refused: 2, undoable: true });
  expect(done.items.map((item: Item & { outcome: string }) => [item.number, item.outcome, item.refusal?.code])).toEqual([
    [one.number, 'done', undefined],
    [two.number, 'refused', 'CASE_CHANGED'],
    [three.number, 'done', undefined],
    ['FZ-20200101-0001', 'refused', 'NOT_FOUND'],
  ]);
  expect([(await rowOf(one)).owner_id, (await rowOf(two)).owner_id, (await rowOf(three)).owner_id]).toEqual([a!.id, null, a!.id]);
  expect(await eventsOf(one, 'assigned')).toMatchObject([{ actor: `user:${boss.id}`, data: { from: null, ownerId: a!.id } }]);
  // What was written is kept with the cases alone.
  expect(await desk.database.query(`SELECT FROM bulk_action WHERE state = 'finished' AND payload IS NOT NULL`)).toEqual([]);
  const zh = await boss.http.get(`/v1/bulk-actions/${begun.body.id}/file`).set('accept-language', 'zh').expect(200);
  expect(zh.text).toContain('案件,操作,结果,代码,规则,说明');
  expect(zh.text).toContain(`\r\n${two.number},assign,未执行,CASE_CHANGED,,\r\n`);
  for (const path of ['', '/cases', '/file']) await a!.http.get(`/v1/bulk-actions/${begun.body.id}${path}`).expect(404);

  // Undone: to whose they were, but for what somebody has taken on since.
  await three.act(a!, 'note', { text: 'begun' });
  await a!.http.post(`/v1/bulk-actions/${begun.body.id}/undo`).set('idempotency-key', 'k').expect(404);
  const undo = await boss.http.post(`/v1/bulk-actions/${begun.body.id}/undo`).set('idempotency-key', 'k').expect(202);
  const undone = await finished(boss, undo.body.id);
  expect(undone).toMatchObject({ undoes: begun.body.id, total: 2, done: 1, refused: 1 });
  expect(undone.items[1]).toMatchObject({ number: three.number, refusal: { code: 'CASE_CHANGED' } });
  expect((await rowOf(one)).owner_id).toBeNull();
  expect((await eventsOf(one, 'assigned'))[1]).toMatchObject({ data: { from: a!.id, ownerId: null, undoes: begun.body.id } });
  expect((await boss.http.get(`/v1/bulk-actions/${begun.body.id}`).expect(200)).body).toMatchObject({ undoneBy: undo.body.id, undoable: false });
  const { body: twice } = await boss.http.post(`/v1/bulk-actions/${begun.body.id}/undo`).set('idempotency-key', 'l').expect(409);
  expect(twice.code).toBe('ALREADY_EXISTS');
}); // prettier-ignore

it('moves all cases of somebody who is away to those who have the least, or to another queue, and back', async () => {
  const absent = await desk.person('agent');
  await member(QUEUE, absent.id);
  const mine = [];
  for (let count = 0; count < 4; count += 1) mine.push(await triaged(absent));
  const [fromAt, untilAt] = [0, 3_600_000].map((ms) => new Date(desk.clock.now().getTime() + ms).toISOString());
  await admin.http.post('/v1/absences').send({ userId: absent.id, fromAt, untilAt, reason: '病假' }).expect(201);
  await desk.untilIdle();
  const payload = { byLoad: true, text: '她病假期间请代办' };
  const shown = await preview(boss, { ownerId: absent.id }, 'assign', payload);
  expect([shown.count, shown.capped, shown.items.every(({ allowed }) => allowed)]).toEqual([4, false, true]);
  const cases = shown.items.map(({ number, version }) => ({ number, version }));
  const { id } = (await begin(boss, { action: 'assign', payload, cases }).expect(202)).body;
  expect(await finished(boss, id)).toMatchObject({ done: 4 });
  const owners = new Set((await Promise.all(mine.map(rowOf))).map(({ owner_id: owner }) => owner));
  expect(owners.has(absent.id) || owners.has(null)).toBe(false);
  expect(owners.size).toBeGreaterThan(1);

  const other = await queueOf('other', [boss], 2);
  const [first] = mine as [DrivenCase];
  const held = (await rowOf(first)).owner_id;
  await desk.untilIdle();
  const listing = { conditions: [{ field: 'queue', op: 'is', values: [QUEUE] }, { field: 'owner', op: 'is', values: [held] }] };
  const { body: view } = await boss.http.post('/v1/views').send({ name: { zh: '她的' }, listing }).expect(201);
  const [byView, byListing] = [await shownTo(boss, { viewId: view.id }, 'assign', { queue: other }), await shownTo(boss, { listing }, 'assign', { queue: other })];
  expect(byView).toEqual(byListing);
  expect(byView.map(({ number }) => number)).toContain(first.number);
  const moved = (await begin(boss, { action: 'assign', payload: { queue: other }, cases: byView }).expect(202)).body.id;
  await finished(boss, moved);
  expect(await rowOf(first)).toMatchObject({ owner_id: null, queue: other });
  await desk.untilIdle();
  const undo = (await boss.http.post(`/v1/bulk-actions/${moved}/undo`).set('idempotency-key', moved).expect(202)).body.id;
  await finished(boss, undo);
  expect(await rowOf(first)).toMatchObject({ owner_id: held, queue: QUEUE });
}); // prettier-ignore

it('is undone by whoever did it, exactly as it was: what they brought out of their sight, and what somebody away had', async () => {
  const [mine, absent] = [await triaged(), await desk.person('agent')];
  await member(QUEUE, absent.id);
  const theirs = await triaged(absent);
  await desk.untilIdle();
  const cases = await shownTo(a!, { numbers: [mine.number] }, 'take');
  const { id } = (await begin(a!, { action: 'take', payload: {}, cases }).expect(202)).body;
  expect(await finished(a!, id)).toMatchObject({ done: 1, undoable: true });
  await a!.http.post(`/v1/cases/${mine.number}/actions/put_back`).send({ version: 3, ownerId: null, undoes: id }).expect(400);
  const undo = (await a!.http.post(`/v1/bulk-actions/${id}/undo`).set('idempotency-key', id).expect(202)).body.id;
  expect(await finished(a!, undo)).toMatchObject({ done: 1, action: 'put_back' });
  expect(await rowOf(mine)).toMatchObject({ owner_id: null, queue: QUEUE });
  // The queue was the same all along: nobody was moved, and nobody’s turn came.
  expect((await eventsOf(mine, 'assigned')).map(({ actor, data }) => [actor, data])).toEqual([
    [`user:${a!.id}`, { from: a!.id, ownerId: null, undoes: id }],
  ]);

  // To a queue that the supervisor does not see, from somebody who is away and has nobody’s place by now.
  const far = await queueOf('far', [b!], 3);
  const payload = { queue: far };
  const shown = await shownTo(boss, { numbers: [theirs.number] }, 'assign', payload);
  const moved = (await begin(boss, { action: 'assign', payload, cases: shown }).expect(202)).body.id;
  expect(await finished(boss, moved)).toMatchObject({ done: 1, undoable: true });
  await boss.http.get(`/v1/cases/${theirs.number}`).expect(404);
  const [fromAt, untilAt] = [0, 3_600_000].map((ms) => new Date(desk.clock.now().getTime() + ms).toISOString());
  await admin.http.post('/v1/absences').send({ userId: absent.id, fromAt, untilAt, reason: '病假', standIn: b!.id }).expect(201);
  await desk.database.query('UPDATE queue_member SET cap = 1 WHERE user_id = $1', [absent.id]);
  await desk.untilIdle();
  const back = (await boss.http.post(`/v1/bulk-actions/${moved}/undo`).set('idempotency-key', moved).expect(202)).body.id;
  expect(await finished(boss, back)).toMatchObject({ done: 1 });
  expect(await rowOf(theirs)).toMatchObject({ owner_id: absent.id, queue: QUEUE });

  // Whoever has left gets nothing back, and why is said of the case.
  const again = await shownTo(boss, { numbers: [theirs.number] }, 'assign', { userId: b!.id });
  const given = (await begin(boss, { action: 'assign', payload: { userId: b!.id }, cases: again }).expect(202)).body.id;
  await finished(boss, given);
  await desk.api.get(UsersService).disable(systemActor('setup'), absent.id);
  await desk.untilIdle();
  const refused = (await boss.http.post(`/v1/bulk-actions/${given}/undo`).set('idempotency-key', given).expect(202)).body.id;
  expect((await finished(boss, refused)).items).toMatchObject([{ outcome: 'refused', refusal: { code: 'GUARD_REFUSED', rule: 'put_back.left' } }]);
}); // prettier-ignore

it('counts beforehand as it will count then: who has room for two gets two of three', async () => {
  const few = await desk.person('agent');
  await member(QUEUE, few.id);
  await desk.database.query('UPDATE queue_member SET cap = 2 WHERE user_id = $1', [few.id]);
  const three = [await triaged(), await triaged(), await triaged()];
  await desk.untilIdle();
  const numbers = three.map(({ number }) => number);
  const shown = await preview(boss, { numbers }, 'assign', { userId: few.id });
  expect(shown.items.map(({ allowed, refusal }) => [allowed, refusal?.rule])).toEqual([[true, undefined], [true, undefined], [false, 'assign.cap']]);
  const cases = shown.items.map(({ number, version }) => ({ number, version }));
  const { id } = (await begin(boss, { action: 'assign', payload: { userId: few.id }, cases }).expect(202)).body;
  expect((await finished(boss, id)).items.map(({ outcome }: { outcome: string }) => outcome)).toEqual(['done', 'done', 'refused']);
}); // prettier-ignore

it('sets follow-ups, and undoes them to what they were', async () => {
  const [had, none] = [await triaged(), await triaged()];
  await had.act(a!, 'set_follow_up', { workingDays: 3 });
  const followUps = () =>
    desk.database.query<{ number: string; due_at: Date }>(
      `SELECT c.number, f.due_at FROM case_follow_up f JOIN freeze_case c ON c.id = f.case_id
       WHERE f.user_id = $1 AND c.number = ANY($2) ORDER BY 1`, [a!.id, [had.number, none.number]]);
  const before = await followUps();
  const payload = { workingDays: 10 };
  const cases = await shownTo(a!, { numbers: [had.number, none.number] }, 'set_follow_up', payload);
  const { id } = (await begin(a!, { action: 'set_follow_up', payload, cases }).expect(202)).body;
  expect(await finished(a!, id)).toMatchObject({ done: 2, undoable: true });
  const after = await followUps();
  expect([after.length, after[0]!.due_at > before[0]!.due_at]).toEqual([2, true]);
  const undo = (await a!.http.post(`/v1/bulk-actions/${id}/undo`).set('idempotency-key', id).expect(202)).body.id;
  expect((await finished(a!, undo)).items).toMatchObject([{ action: 'set_follow_up', outcome: 'done' }, { action: 'clear_follow_up', outcome: 'done' }]);
  expect(await followUps()).toEqual(before);

  // A colleague’s work is no reason to leave it, but what they have set themselves since is.
  const anew = await shownTo(a!, { numbers: [had.number, none.number] }, 'set_follow_up', payload);
  const second = (await begin(a!, { action: 'set_follow_up', payload, cases: anew }).expect(202)).body.id;
  await finished(a!, second);
  await had.act(boss, 'note', { text: 'meanwhile' });
  await none.act(a!, 'set_follow_up', { workingDays: 20 });
  const undone = (await a!.http.post(`/v1/bulk-actions/${second}/undo`).set('idempotency-key', second).expect(202)).body.id;
  expect((await finished(a!, undone)).items).toMatchObject([{ outcome: 'done' }, { outcome: 'refused', refusal: { code: 'CASE_CHANGED', rule: 'bulk.undo.unchanged' } }]);
}); // prettier-ignore

it('does nothing twice where two runs meet, takes no words back, and nothing for whoever has left', async () => {
  const [one, two] = [await triaged(), await triaged()];
  const leaver = await desk.person('agent');
  await member(QUEUE, leaver.id);
  const numbers = [one.number, two.number];
  const note = { action: 'note', payload: { text: 'seen' } };
  await desk.untilIdle();
  const cases = await shownTo(boss, { numbers }, 'note', note.payload);
  const ids: string[] = [];
  await desk.withoutWorkers(async () => {
    for (const who of [boss, leaver]) ids.push((await begin(who, { ...note, cases }).expect(202)).body.id as string);
    await desk.api.get(UsersService).disable(systemActor('setup'), leaver.id);
    const runs = desk.worker.get(BulkRuns);
    await Promise.all([runs.run(ids[0]!), runs.run(ids[0]!)]);
    await runs.run(ids[1]!);
  });
  expect(await finished(boss, ids[0]!)).toMatchObject({ done: 2, refused: 0, undoable: false });
  for (const driven of [one, two]) expect(await eventsOf(driven, 'note_written')).toHaveLength(1);
  expect(await desk.database.query(`SELECT DISTINCT refusal ->> 'code' AS code FROM bulk_action_case WHERE bulk_id = $1`, [ids[1]])).toEqual([{ code: 'FORBIDDEN' }]);
  const { body } = await boss.http.post(`/v1/bulk-actions/${ids[0]}/undo`).set('idempotency-key', 'n').expect(409);
  expect(body).toMatchObject({ code: 'GUARD_REFUSED', rule: 'bulk.undoable' });
  await begin(boss, { ...note, cases: [...cases, cases[0]] }).expect(400);
}); // prettier-ignore
