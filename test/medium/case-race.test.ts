import { runs } from '../support/fuller';
import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { RowBarrier } from '../support/row-barrier';
import { TestDesk, type Person } from '../support/test-desk';

const ROUNDS = runs(50, 16);
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly changes?: readonly Record<string, unknown>[] };
}

/** Sends at once; the answer is waited for later. */
const fire = (person: Person, number: string, action: string, payload: object): Promise<Answer> =>
  person.http
    .post(`/v1/cases/${number}/actions/${action}`)
    .send(payload)
    .then(({ status, body }) => ({ status, body }));

type Racer = readonly [person: Person, action: string, payload: object];

/** Both act on the same version; both are seen waiting before either may go on. `inOrder`: the first is there first. */
async function race(
  number: string,
  version: number,
  first: Racer,
  second: Racer,
  inOrder = false,
): Promise<readonly [Answer, Answer]> {
  const start = ([person, action, payload]: Racer) => fire(person, number, action, { version, ...payload });
  const racers = await RowBarrier.during(desk.database, number, async (barrier) => {
    const one = start(first);
    if (inOrder) await barrier.waiting(1);
    const other = start(second);
    const waiting = await barrier.waiting(2);
    expect(new Set(waiting.map(({ pid }) => pid)).size).toBe(2);
    expect(waiting.every(({ query }) => query.includes('"FreezeCase"'))).toBe(true);
    return [one, other] as const;
  });
  return Promise.all(racers);
}

async function triaged(reasonCode = 'CASHOUT'): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  return { cast, driven };
}

const eventsOf = (number: string) =>
  desk.database.query<{ seq: number; type: string; actor: string; to_state: string }>(
    `SELECT seq, type, actor, to_state FROM case_event WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)
     ORDER BY seq`,
    [number],
  );

it(`lets one of two agents win, ${ROUNDS} times, and shows the other what changed`, async () => {
  const { cast, driven } = await triaged();
  const rival = await desk.person('agent');
  const tally = { first: 0, second: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    const { version, state } = (await driven.seenBy(cast.agent)) as { version: number; state: string };
    const [action, payload, type] = (
      round % 2 === 0
        ? ['take', {}, 'taken']
        : ['request_evidence', { items: [{ code: 'E02', required: true }], text: `${round}` }, 'request_evidence']
    ) as [string, object, string]; // prettier-ignore
    const pair = round % 4 < 2 ? [cast.agent, rival] : [rival, cast.agent];
    const [one, other] = pair as [Person, Person];
    const answers = await race(driven.number, version, [one, action, payload], [other, action, payload]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const winner = answers[0].status === 201 ? one : other;
    tally[winner === one ? 'first' : 'second']++;
    const { body } = answers.find(({ status }) => status === 409) as Answer;
    const toState = action === 'take' ? state : 'awaiting_merchant';
    expect(body).toMatchObject({
      code: 'CASE_CHANGED',
      currentVersion: version + 1,
      state: toState,
      changes: [{ type, actor: `user:${winner.id}`, fromState: state, toState, at: expect.any(String) }],
    });
    expect(body.changes).toHaveLength(1);
    // Nobody’s again: what one of them has the other may not take.
    if (action === 'take') await driven.act(cast.supervisor, 'assign', { userId: null });
    else await driven.act(winner, 'recall_request', { text: 'again' });
  }
  process.stdout.write(`two agents raced ${ROUNDS} times: ${JSON.stringify(tally)}\n`);
  const events = await eventsOf(driven.number);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.filter(({ type }) => type === 'taken')).toHaveLength(ROUNDS / 2);
  expect(events.filter(({ type }) => type === 'request_evidence')).toHaveLength(ROUNDS / 2);
});

it('shows a merchant who came second only what a merchant may see', async () => {
  const { cast, driven } = await triaged('AML');
  const merchant: Racer = [cast.merchant, 'message', { text: 'hello' }];
  // The desk's own version is another than the merchant's.
  const byAgent = async (action: string, payload: object): Promise<Racer> => {
    const { version } = (await driven.seenBy(cast.agent)) as { version: number };
    return [cast.agent, action, { ...payload, version }];
  };
  for (const [racer, changes] of [
    [['message', { text: 'good day' }], ['message_sent']],
    [['request_evidence', { items: [{ code: 'E02', required: true }] }], ['documents_requested']],
  ] as readonly (readonly [readonly [string, object], readonly string[]])[]) {
    const { version } = (await driven.seenBy(cast.merchant)) as { version: number };
    const [, lost] = await race(driven.number, version, await byAgent(...racer), merchant, true);
    expect(lost).toMatchObject({ status: 409, body: { code: 'CASE_CHANGED', currentVersion: version + 1 } });
    expect(lost.body.changes).toEqual(changes.map((type) => ({ type, at: expect.any(String) })));
    expect(Object.keys(lost.body).sort()).toEqual(
      ['action', 'changes', 'code', 'currentVersion', 'requestId', 'status', 'title', 'type'].sort(),
    );
    expect(lost.body['status']).toBe(409);
    expect(JSON.stringify(lost.body)).not.toMatch(/user:|laundering|investigating|awaiting_merchant|note|state/i);
  }
}); // prettier-ignore

it('lets the desk’s own work neither fail the merchant’s action nor be counted by its version', async () => {
  const { cast, driven } = await triaged('AML');
  const versions = async () => {
    const { body } = await cast.merchant.http.get('/v1/cases').expect(200);
    const listed = (body.items as { number: string; version: number }[]).find((one) => one.number === driven.number);
    return [(await driven.seenBy(cast.merchant)).version, listed?.version] as [number, number];
  };
  const before = await versions();
  expect(before).toEqual([1, 1]);
  await driven.act(cast.agent, 'take');
  await driven.act(cast.supervisor, 'assign', { userId: cast.agent.id });
  await driven.act(cast.reviewer, 'note', { text: 'looks like laundering' });
  expect(await versions()).toEqual(before);
  const desks = (await driven.seenBy(cast.agent)) as { version: number };
  expect(desks.version).toBe(5);
  const [note, message] = await race(
    driven.number,
    before[0],
    [cast.agent, 'note', { text: 'more', version: desks.version }],
    [cast.merchant, 'message', { text: 'hello' }],
    true,
  );
  expect([note.status, message.status]).toEqual([201, 201]);
  expect(await versions()).toEqual([2, 2]);
  // The desk's version is none of the merchant's, and what the merchant did counts for the desk.
  const late = await fire(cast.agent, driven.number, 'note', { text: 'late', version: desks.version + 1 });
  expect(late).toMatchObject({ status: 409, body: { currentVersion: 7, changes: [{ type: 'message_sent' }] } });
  const guessed = await fire(cast.merchant, driven.number, 'object', { text: 'no', version: 7 });
  expect(guessed).toMatchObject({ status: 409, body: { code: 'CASE_CHANGED', currentVersion: 2 } });
}); // prettier-ignore

it('tells the second of a step, though work beside the case came after it', async () => {
  const { cast, driven } = await triaged();
  const { version } = (await driven.seenBy(cast.agent)) as { version: number };
  await driven.act(cast.supervisor, 'take');
  // What each keeps for themselves makes nobody’s draft older.
  await driven.act(cast.supervisor, 'set_follow_up', { workingDays: 2 });
  await driven.act(cast.supervisor, 'clear_follow_up');
  expect((await driven.seenBy(cast.agent)).version).toBe(version + 1);
  await driven.scan();
  const late = await fire(cast.agent, driven.number, 'note', { version, text: 'mine' });
  expect(late.body.changes?.map(({ type }) => type)).toEqual([
    'taken',
    'follow_up_set',
    'follow_up_cleared',
    'scan_requested',
    'scan_finished',
  ]);
});

async function pending(): Promise<{ cast: Cast; driven: DrivenCase; other: Person }> {
  const { cast, driven } = await triaged();
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  return { cast, driven, other: await desk.person('supervisor') };
}

it.each([
  ['approve', 'return'],
  ['return', 'approve'],
  ['approve', 'approve'],
])('of two supervisors, %s before %s: the first counts', async (first, second) => {
  const { cast, driven, other } = await pending();
  const { version } = await driven.seenBy(cast.agent);
  const racer = (person: Person, action: string): Racer => [person, action, { text: 'so' }];
  const [won, lost] = await race(
    driven.number,
    version,
    racer(cast.supervisor, first),
    racer(other, second),
    true,
  );
  expect(won).toMatchObject({ status: 201, body: { state: first === 'approve' ? 'upheld' : 'reviewing' } });
  const type = first === 'approve' ? 'approved' : 'proposal_returned';
  expect(lost).toMatchObject({ status: 409, body: { code: 'CASE_CHANGED', changes: [{ type }] } });
  const [proposal] = await desk.database.query(
    `SELECT state, decided_by FROM proposal WHERE case_id = (SELECT id FROM freeze_case WHERE number = $1)`,
    [driven.number],
  );
  const state = first === 'approve' ? 'approved' : 'returned';
  expect(proposal).toEqual({ state, decided_by: cast.supervisor.id });
  const letters = (await cast.merchant.http.get('/v1/notifications').expect(200)).body.items.filter(
    ({ template }: { template: string }) => template === 'decision_letter',
  );
  expect(letters).toHaveLength(first === 'approve' ? 1 : 0);
});

it('refuses, not fails, an appeal that meets a case opened on its terminal at the same moment', async () => {
  const { cast, driven } = await triaged('ROUND_PATTERN');
  await driven.scan();
  await driven.supplyEverything();
  await driven.putRight();
  const [measure] = await driven.measures('keep');
  await driven.act(cast.agent, 'propose', {
    outcome: 'UR',
    measuresAfter: [{ ...measure, change: 'narrow', level: 'F1', limitSingleFen: 100_000 }],
    reasons: await driven.reasons(),
    text: 'limited',
  });
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  desk.clock.advance(31 * 86_400_000);
  await driven.becomes('closed');
  expect(await driven.seenBy(cast.agent)).toMatchObject({ resolution: 'restored_with_limits' });
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({
    findingId: id,
    answer: 'a fair',
  }));
  const { version } = await driven.seenBy(cast.merchant);
  const answer = await RowBarrier.during(
    desk.database,
    driven.number,
    async (barrier) => {
      const appeal = fire(cast.merchant, driven.number, 'appeal', { version, text: 'lift them', answers });
      await barrier.waiting(1);
      return [appeal] as const;
    },
    `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version, opened_at,
       opened_by, opened_via, state_since)
     SELECT gen_random_uuid(), number || '9', 1, 1, terminal_id, merchant_id, 'reported', 1, now(), 'system:setup',
       'machine', now() FROM freeze_case WHERE number = $1`,
  );
  expect(await answer[0]).toMatchObject({
    status: 409,
    body: { code: 'GUARD_REFUSED', rule: 'case.one_open' },
  });
  expect(await driven.state()).toBe('closed');
});
