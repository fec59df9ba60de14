import { randomUUID } from 'node:crypto';
import { runs } from '../support/fuller';
import { pagesAgree, peopleOfQueues } from '../support/seen-pages';
import { TestApi, type TestUser } from '../support/test-api';
import { TestClock } from '../support/test-clock';

const CASES = 240;

let api: TestApi;
let clock: TestClock;
let agent: TestUser;
let other: TestUser;
let supervisor: TestUser;
beforeAll(async () => {
  clock = new TestClock();
  api = await TestApi.start({ clock });
  [agent, other, supervisor] = await Promise.all([
    api.user(['agent']),
    api.user(['agent']),
    api.user(['supervisor']),
  ]);
  await insertCases(agent.actor.userId, other.actor.userId);
});
afterAll(() => api.stop());

/** Two queues beside those of every desk. */
async function insertQueues(...members: TestUser[]): Promise<void> {
  await api.database.query(
    `INSERT INTO queue (code, name_zh, name_en, reasons, areas, tiers, position, calendar, round_robin, skills, newcomers, version)
     SELECT code, code, code, '{}', '{}', '{}', 100, 'desk', false, '{}', false, 1 FROM unnest(ARRAY['general', 'fraud']) code`,
  );
  await insertMembers(...members);
}

async function insertMembers(...members: TestUser[]): Promise<void> {
  await api.database.query(
    `INSERT INTO queue_member (queue, user_id, cap, skills, version)
     SELECT code, id, 1000, '{}', 1 FROM unnest(ARRAY['general', 'fraud']) code, unnest($1::uuid[]) id`,
    [members.map(({ actor }) => actor.userId)],
  );
}

/** Of every state, priority and owner; two of three with a decision clock, of which every fifth is paused. */
async function insertCases(...owners: [string, string]): Promise<void> {
  const merchantId = randomUUID();
  await insertQueues(agent, other, supervisor);
  await api.database.query(
    `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
     VALUES ($1, '898310059981234', '阳光便利店', '91310000MA1K00000X', '5812', '上海', now())`,
    [merchantId],
  );
  await api.database.query(
    `WITH n AS (SELECT n, gen_random_uuid() AS terminal_id, gen_random_uuid() AS case_id FROM generate_series(1, $2::int) n),
     t AS (INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
       SELECT terminal_id, lpad(n::text, 8, '0'), $1, 'standard', now() FROM n RETURNING id),
     c AS (INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reason_code,
         sla_class, queue, priority, owner_id, reference_version, opened_at, opened_by, opened_via, state_since, changed_at,
         closed_at, resolution)
       SELECT case_id, 'FZ-20261101-' || lpad(n::text, 4, '0'), 1, 1, terminal_id, $1, s.state,
         (ARRAY['CASHOUT', 'AML', NULL])[1 + n % 3], (ARRAY['P1', 'P2', NULL])[1 + n % 3], (ARRAY['general', 'fraud', NULL])[1 + n % 3],
         1 + n % 3, (ARRAY[$3, $4, NULL]::uuid[])[1 + n % 3], 1, $5::timestamptz - (n % 40) * interval '1 hour', 'system:setup',
         'machine', now(), $5::timestamptz - (n % 17) * interval '1 minute',
         CASE WHEN s.state = 'closed' THEN $5::timestamptz END, CASE WHEN s.state = 'closed' THEN 'withdrawn' END
       FROM n CROSS JOIN LATERAL (SELECT (ARRAY['reported', 'investigating', 'awaiting_merchant', 'monitoring',
         'restoring', 'pending_approval', 'closed'])[1 + n % 7] AS state) s RETURNING id)
     SELECT count(*) FROM t, c`,
    [merchantId, CASES, ...owners, clock.now()],
  );
  await api.database.query(
    `INSERT INTO case_clock (case_id, kind, began_at, started_at, due_at, provisional, paused_at, run, calendar_revision)
     SELECT id, 'decision', opened_at, opened_at, $1::timestamptz + (right(number, 4)::int % 30 - 15) * interval '3 hours',
       false, CASE WHEN right(number, 4)::int % 5 = 0 THEN $1::timestamptz END, '{}', 1
     FROM freeze_case WHERE right(number, 4)::int % 3 <> 0 AND state <> 'closed'`,
    [clock.now()],
  );
}

interface Row {
  readonly number: string;
  readonly id: string;
  readonly state: string;
  readonly priority: number;
  readonly queue: string | null;
  readonly owner_id: string | null;
  readonly opened_at: Date;
  readonly changed_at: Date;
  readonly due_at: Date | null;
}

/** What stands in the tables, the running decision clock asked for itself. */
const rows = (): Promise<Row[]> =>
  api.database.query<Row>(
    `SELECT c.*, k.due_at FROM freeze_case c LEFT JOIN case_clock k ON k.case_id = c.id AND k.kind = 'decision'
       AND k.stopped_at IS NULL AND k.paused_at IS NULL`,
  );

const page = async (listing: object, cursor?: string, limit = 7) => {
  const query = new URLSearchParams({ limit: String(limit), ...(cursor === undefined ? {} : { cursor }) });
  const { body } = await api
    .as(agent.token)
    .post(`/v1/views/preview?${query.toString()}`)
    .send({ listing })
    .expect(200);
  return body as { items: { number: string; decisionDueAt: string | null }[]; next: string | null };
};

async function allOf(listing: object, limit = 7): Promise<string[]> {
  const numbers: string[] = [];
  for (let cursor: string | undefined; ;) {
    const { items, next } = await page(listing, cursor, limit);
    numbers.push(...items.map(({ number }) => number));
    if (next === null) return numbers;
    cursor = next;
  }
}

const due = ({ due_at }: Row): number => due_at?.getTime() ?? Infinity;
const KEYS: Record<string, (row: Row) => number[]> = {
  opened: ({ opened_at }) => [opened_at.getTime()],
  changed: ({ changed_at }) => [changed_at.getTime()],
  decision_due: (row) => [due(row)],
  priority: (row) => [row.priority, due(row)],
};
function inOrder(by: string, descending: boolean): (a: Row, b: Row) => number {
  const compare = (a: Row, b: Row): number => {
    const [mine, theirs] = [KEYS[by]!(a), KEYS[by]!(b)];
    const at = mine.findIndex((key, index) => key !== theirs[index]);
    if (at >= 0) return mine[at]! < theirs[at]! ? -1 : 1;
    return a.id < b.id ? -1 : 1;
  };
  return (a, b) => (descending ? -compare(a, b) : compare(a, b));
}

const HOUR = 3_600_000;
const within = (from: number, to: number) => (row: Row) =>
  due(row) >= clock.now().getTime() + from && due(row) < clock.now().getTime() + to;

it.each<[string, object[], (row: Row) => boolean]>([
  ['every open case', [], () => true],
  ['of states', [{ field: 'state', op: 'is', values: ['restoring', 'monitoring'] }], ({ state }) => /^(restoring|monitoring)$/.test(state)],
  ['mine or nobody’s', [{ field: 'owner', op: 'is', values: ['me', 'nobody'] }], ({ owner_id }) => owner_id !== other.actor.userId],
  ['not mine', [{ field: 'owner', op: 'is_not', values: ['me'] }], ({ owner_id }) => owner_id !== agent.actor.userId],
  ['in no queue', [{ field: 'queue', op: 'is_empty' }], ({ queue }) => queue === null],
  ['in another queue', [{ field: 'queue', op: 'is_not', values: ['fraud'] }], ({ queue }) => queue !== 'fraud'],
  ['due within a day', [{ field: 'decisionDueAt', op: 'within_next', values: ['24h'] }], within(0, 24 * HOUR)],
  ['due later than now', [{ field: 'decisionDueAt', op: 'after', values: ['now'] }], within(0, 1e12)],
  ['without a due time', [{ field: 'decisionDueAt', op: 'is_empty' }], ({ due_at }) => due_at === null],
  ['overdue and urgent', [{ field: 'overdue', op: 'is', values: ['yes'] }, { field: 'priority', op: 'is', values: ['1'] }],
    (row) => row.priority === 1 && due(row) < clock.now().getTime()],
  ['of a terminal', [{ field: 'terminalNo', op: 'is', values: ['00000008'] }], ({ number }) => number.endsWith('0008')],
  ['with a measure', [{ field: 'measureLevel', op: 'is', values: ['F4'] }], () => false],
  ['without a hold', [{ field: 'hasHold', op: 'is', values: ['no'] }], () => true],
])('lists %s by any sort, page by page as in one', async (_, conditions, holds) => {
  const stored = (await rows()).filter((row) => row.state !== 'closed' && holds(row));
  for (const by of Object.keys(KEYS)) {
    for (const descending of [false, true]) {
      const numbers = await allOf({ conditions, sort: { by, descending } }, 40);
      expect(numbers).toEqual([...stored].sort(inOrder(by, descending)).map(({ number }) => number));
    }
  }
}); // prettier-ignore

it('shows nothing twice and leaves nothing out that stays where it is, while others change', async () => {
  const listing = { sort: { by: 'priority' } };
  const before = await allOf(listing);
  const first = await page(listing, undefined, 50);
  const seen = first.items.map(({ number }) => number);
  // One that was seen goes behind, one that was not comes to the front, one that was not is closed.
  const [back, front, gone] = [before[10]!, before[70]!, before[90]!];
  await api.database.query(`UPDATE freeze_case SET priority = 5 WHERE number = $1`, [back]);
  await api.database.query(`UPDATE freeze_case SET priority = 1, decision_due_at = '2020-01-01' WHERE number = $1`, [front]);
  await api.database.query(`UPDATE freeze_case SET state = 'closed', closed_at = now(), resolution = 'withdrawn' WHERE number = $1`, [gone]);
  for (let cursor = first.next; cursor !== null; ) {
    const { items, next } = await page(listing, cursor, 50);
    seen.push(...items.map(({ number }) => number));
    cursor = next;
  }
  expect(seen).toEqual([...before.filter((number) => number !== front && number !== gone), back]);
}); // prettier-ignore

it('gives everybody what is theirs to see, however little of all it is, whatever is asked for', async () => {
  await pagesAgree(api, await peopleOfQueues(api), clock.now(), runs(2_000, 250));
});

it('sorts by the decision clock as it runs, is paused, moved and stopped', async () => {
  const { items } = await page({ sort: { by: 'decision_due' } });
  const { number } = items[0]!;
  const shown = async () => (await rows()).find((row) => row.number === number) as Row & { decision_due_at: Date | null };
  for (const [set, value] of [['due_at', '2030-01-01T00:00:00Z'], ['paused_at', '2026-12-01T00:00:00Z'], ['paused_at', null], ['stopped_at', '2026-12-01T00:00:00Z']]) {
    await api.database.query(
      `UPDATE case_clock k SET ${set} = $2 FROM freeze_case c WHERE c.id = k.case_id AND c.number = $1`,
      [number, value],
    );
    const { due_at, decision_due_at } = await shown();
    expect([set, value, decision_due_at]).toEqual([set, value, due_at]);
  }
}); // prettier-ignore

it('gives everybody the views of the desk, with what is theirs in them, and counts all of them at once', async () => {
  const { body } = await api.as(agent.token).get('/v1/views').expect(200);
  const names = (body.items as { name: { en: string } }[]).map(({ name }) => name.en);
  expect(names).toEqual(['My work', 'Unassigned', 'Due today', 'Overdue', 'Waiting for merchant', 'Pending approval',
    'Appeals', 'Restoring and watched', 'My follow-ups']);
  const counts = await api.as(agent.token).get('/v1/views/counts').expect(200);
  for (const { id, count, capped } of counts.body.items as { id: string; count: number; capped: boolean }[]) {
    const { body: cases } = await api.as(agent.token).get(`/v1/views/${id}/cases?limit=200`).expect(200);
    expect([id, count, capped]).toEqual([id, cases.items.length, false]);
  }
  const [mine] = counts.body.items as { count: number }[];
  const stored = (await rows()).filter(({ owner_id, state }) => owner_id === agent.actor.userId && state !== 'closed');
  expect(mine!.count).toBe(stored.length);
  const { body: fields } = await api.as(agent.token).get('/v1/views/fields').expect(200);
  expect(fields.items).toContainEqual(expect.objectContaining({ field: 'overdue', values: ['yes', 'no'] }));
}); // prettier-ignore

it('counts no further than ten thousand', async () => {
  expect(await insertMany(10_001)).toBe(10_001);
  const { body } = await api.as(agent.token).get('/v1/views/counts').expect(200);
  expect((body.items as object[])[1]).toMatchObject({ count: 10_000, capped: true });
}); // prettier-ignore

async function insertMany(count: number): Promise<number> {
  const [{ made }] = (await api.database.query<{ made: number }>(
    `WITH n AS (SELECT gen_random_uuid() AS terminal_id, n FROM generate_series(1, $1::int) n),
     t AS (INSERT INTO terminal (id, terminal_no, merchant_id, fee_profile, created_at)
       SELECT terminal_id, 'X' || lpad(n::text, 7, '0'), m.id, 'standard', now() FROM n, merchant m),
     c AS (INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
         opened_at, opened_by, opened_via, state_since)
       SELECT gen_random_uuid(), 'FZ-20261102-' || n, 1, 1, terminal_id, m.id, 'reported', 1, now(), 'system:setup', 'machine', now()
       FROM n, merchant m RETURNING 1)
     SELECT count(*)::int AS made FROM c`,
    [count],
  )) as [{ made: number }];
  return made;
}

const draft = (zh: string, over: object = {}) => ({ name: { zh }, listing: { conditions: [] }, ...over });

it('keeps views of one’s own, changes them under their ETag, and gives them back in one’s own order', async () => {
  const http = api.as(agent.token);
  const { body: saved, headers } = await http.post('/v1/views').send(draft('急件')).expect(201);
  expect(saved).toMatchObject({ name: { zh: '急件', en: '急件' }, kind: 'own', version: 1, sharedWith: 'nobody' });
  expect(headers).toMatchObject({ etag: '"1"', location: `/v1/views/${saved.id}` });
  await http.post('/v1/views').send(draft(' 急件 ')).expect(409, /ALREADY_EXISTS/);
  await http.put(`/v1/views/${saved.id}`).send(draft('急件')).expect(400, /If-Match/);
  await http.put(`/v1/views/${saved.id}`).set('if-match', '"7"').send(draft('急件')).expect(412, /VIEW_CHANGED/);
  const changed = await http.put(`/v1/views/${saved.id}`).set('if-match', '"1"')
    .send(draft('特急', { name: { zh: '特急', en: 'Urgent' }, columns: ['number', 'state'] })).expect(200);
  expect(changed.body).toMatchObject({ name: { zh: '特急', en: 'Urgent' }, version: 2, columns: ['number', 'state'] });
  expect(changed.headers).toMatchObject({ etag: '"2"' });
  const { body: ordered } = await http.put('/v1/views/order').send({ ids: [saved.id] }).expect(200);
  expect(ordered.items[0].id).toBe(saved.id);
  await http.put('/v1/views/order').send({ ids: [randomUUID()] }).expect(404);
  await api.as(other.token).get(`/v1/views/${saved.id}`).expect(404);
  await api.as(other.token).get(`/v1/views/${saved.id}/cases`).expect(404);
  await api.as(other.token).delete(`/v1/views/${saved.id}`).set('if-match', '"2"').expect(404);
  await http.delete(`/v1/views/${saved.id}`).set('if-match', '"1"').expect(412);
  await http.delete(`/v1/views/${saved.id}`).set('if-match', '"2"').expect(204);
  await http.get(`/v1/views/${saved.id}`).expect(404);
}); // prettier-ignore

it('lets supervisors share, and nobody change what is another’s or the desk’s', async () => {
  await api.as(agent.token).post('/v1/views').send(draft('共享', { sharedWith: 'everybody' })).expect(403, /sharedWith/);
  const boss = api.as(supervisor.token);
  await boss.post('/v1/views').send(draft('共享', { sharedWith: 'queue' })).expect(400, /queue/);
  const { body: shared } = await boss.post('/v1/views').send(draft('共享', { sharedWith: 'everybody' })).expect(201);
  const { body: seen } = await api.as(agent.token).get(`/v1/views/${shared.id}`).expect(200);
  expect(seen).toMatchObject({ kind: 'shared', name: { zh: '共享' } });
  await api.as(agent.token).delete(`/v1/views/${shared.id}`).set('if-match', '"1"').expect(403, /not yours/);
  const { body } = await boss.get('/v1/views').expect(200);
  await boss.delete(`/v1/views/${body.items[0].id}`).set('if-match', '"1"').expect(403, /not yours/);
}); // prettier-ignore

it('shares with a queue for its members and for reviewers, of queues that there are and that are one’s own', async () => {
  const [member, stranger, reviewer] = await Promise.all([api.user(['agent']), api.user(['agent']), api.user(['reviewer'])]);
  await insertMembers(member);
  const share = (queue: string, zh: string) => api.as(supervisor.token).post('/v1/views').send(draft(zh, { sharedWith: 'queue', queue }));
  const { body } = await share('fraud', '欺诈').expect(201);
  const sees = async ({ token }: TestUser) =>
    (await api.as(token).get('/v1/views').expect(200)).body.items.some(({ id }: { id: string }) => id === body.id);
  expect([await sees(member), await sees(reviewer), await sees(stranger)]).toEqual([true, true, false]);
  await api.as(stranger.token).get(`/v1/views/${body.id}/cases`).expect(404);
  await api.database.query(`DELETE FROM queue_member WHERE queue = 'fraud' AND user_id = $1`, [member.actor.userId]);
  expect(await sees(member)).toBe(false);

  expect((await share('frauds', '一').expect(400)).body).toMatchObject({ field: 'queue', detail: expect.stringContaining('fraud') });
  await api.database.query(`DELETE FROM queue_member WHERE queue = 'general' AND user_id = $1`, [supervisor.actor.userId]);
  expect((await share('general', '二').expect(400)).body.detail).not.toContain('general');
  await api.as(reviewer.token).post('/v1/views').send(draft('三', { sharedWith: 'queue', queue: 'general' })).expect(201);
}); // prettier-ignore

it('takes no condition on a queue that there is not, saved or looked at, and says which there are', async () => {
  const listing = { conditions: [{ field: 'queue', op: 'is_not', values: ['fraud', 'fruad'] }] };
  const http = api.as(agent.token);
  for (const asked of [http.post('/v1/views').send(draft('错队列', { listing })), http.post('/v1/views/preview').send({ listing })]) {
    const { body } = await asked.expect(400);
    expect(body).toMatchObject({ field: 'listing.conditions[0].values[1]', detail: expect.stringContaining('trading_review') });
  }
}); // prettier-ignore

it('names the field at fault of a listing that it does not take', async () => {
  const { body } = await api.as(agent.token).post('/v1/views')
    .send(draft('错', { listing: { conditions: [{ field: 'state', op: 'is', values: ['frozen'] }] } })).expect(400);
  expect(body).toMatchObject({ code: 'INVALID_REQUEST', field: 'listing.conditions[0].values[0]' });
}); // prettier-ignore
