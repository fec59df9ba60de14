import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { insertSales, suspiciousSales, type Sale } from '../factories/history';
import { TestDesk, type Person } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

const REPLY = 'the slips of that day are unsigned';
const NUMBERED = `${REPLY}, and 4111111111111111 is not yours`;
const MASKED = `${REPLY}, and 411111******1111 is not yours`;
let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Decided {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

/** Everything supplied and accepted, and scanned: ready to be decided. */
async function readyWith(reasonCode: string, measures: object[], sales: readonly Sale[]): Promise<Decided> {
  const cast = await castOf(desk);
  await insertSales(desk.database, cast.shop.terminal.id, sales);
  const machine = await desk.machine('notice:open');
  const { body } = await machine
    .post('/v1/cases')
    .send({ ...noticeFor(cast.shop), measures })
    .expect(201);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.scan();
  await driven.supplyEverything();
  return { cast, driven };
}

const ready = (): Promise<Decided> =>
  readyWith('ROUND_PATTERN', [{ level: 'F4', scope: 'terminal' }], suspiciousSales);

async function propose({ cast, driven }: Decided, over: object = {}, status = 201) {
  const proposal = {
    outcome: 'U',
    measuresAfter: await driven.measures('lift'),
    reasons: await driven.reasons(),
    text: 'as the findings say',
  };
  return driven.act(cast.agent, 'propose', { ...proposal, ...over }, status);
}

async function lettersTo(merchant: Person, template: string): Promise<{ zh: string; en: string }[]> {
  const { body } = await merchant.http.get('/v1/notifications?limit=200').expect(200);
  const found = (body.items as { id: string; template: string }[]).filter((one) => one.template === template);
  const opened = await Promise.all(found.map(({ id }) => merchant.http.post(`/v1/notifications/${id}/open`)));
  return opened.map((answer) => answer.body.content.body as { zh: string; en: string });
}

const standingOf = async ({ driven }: Decided, person: Person, action: string) =>
  ((await driven.seenBy(person)).actions as { action: string; allowed: boolean; rule?: string }[]).find(
    (one) => one.action === action,
  );

describe('an objection raised while a proposal waits', () => {
  it('closes its approval until a proposal answers it, and the merchant then reads the answer', async () => {
    const one = await ready();
    const { cast, driven } = one;
    await propose(one);
    await driven.act(cast.merchant, 'object', { text: 'we only sell coffee' });
    expect(await standingOf(one, cast.merchant, 'object')).toMatchObject({
      allowed: false,
      rule: 'object.one_open',
    });
    expect(await driven.act(cast.supervisor, 'approve', {}, 409)).toMatchObject({
      code: 'PROPOSAL_STALE',
      rule: 'approve.objection_answered',
    });
    await driven.act(cast.agent, 'withdraw_proposal', { text: 'the merchant objects' });
    expect(await propose(one, {}, 400)).toMatchObject({ field: 'objectionReply' });
    await propose(one, { objectionReply: NUMBERED });

    const seen = async () => (await driven.seenBy(cast.merchant)).objections as { answered: boolean; reply: string | null }[]; // prettier-ignore
    expect(await seen()).toMatchObject([{ answered: false, reply: null }]);
    expect(await lettersTo(cast.merchant, 'objection_reply')).toEqual([]);
    const { proposals } = await driven.seenBy(cast.supervisor);
    // Both were made at one instant of the test's clock: the one that waits tells itself by its state.
    const waiting = (proposals as { state: string }[]).filter(({ state }) => state === 'pending');
    expect(waiting).toMatchObject([{ objectionReply: MASKED }]);

    await driven.act(cast.supervisor, 'approve');
    expect(await seen()).toMatchObject([{ answered: true, reply: MASKED }]);
    const [letter] = await lettersTo(cast.merchant, 'objection_reply');
    for (const text of [letter!.zh, letter!.en]) expect(text).toContain(MASKED);
  });

  it('is answered by the proposal that answered it; its words lie apart from the proposal’s own', async () => {
    const one = await ready();
    const { cast, driven } = one;
    await driven.act(cast.merchant, 'object', { text: 'no' });
    await propose(one, { objectionReply: REPLY });
    await driven.act(cast.supervisor, 'return', { text: 'say more' });
    await propose(one, { objectionReply: REPLY });
    await driven.act(cast.supervisor, 'approve');
    const answered = await desk.database.query(
      `SELECT p.state, p.objection_reply FROM objection o JOIN proposal p ON p.id = o.answered_by AND p.answers_objection = o.id
       JOIN freeze_case c ON c.id = o.case_id WHERE c.number = $1`,
      [driven.number],
    );
    expect(answered).toEqual([{ state: 'approved', objection_reply: REPLY }]);
    const { body } = await cast.agent.http.get(`/v1/cases/${driven.number}/timeline`).expect(200);
    const proposed = (body.items as { type: string; data: object; content: object }[]).filter(
      ({ type }) => type === 'proposed',
    );
    for (const { data, content } of proposed) {
      expect(content).toMatchObject({ text: 'as the findings say', objectionReply: REPLY });
      expect(JSON.stringify(data)).not.toContain(REPLY);
    }
  });
});

it('re-rates a limit: F1 is narrowed to F1 with a higher one, out there too', async () => {
  const one = await readyWith(
    'LIMIT_BREACH',
    [{ level: 'F1', scope: 'amount_limits', limitSingleFen: 100_000, limitDailyFen: 500_000 }],
    suspiciousSales,
  );
  const { cast, driven } = one;
  const [measure] = await driven.measures('keep');
  const narrowed = (over: object) => ({
    outcome: 'UR',
    measuresAfter: [{ ...measure, change: 'narrow', level: 'F1', ...over }],
  });
  expect(await propose(one, narrowed({ limitDailyFen: 400_000 }), 400)).toMatchObject({
    field: 'measuresAfter[0].limitDailyFen',
  });
  expect(await propose(one, narrowed({ scope: 'merchant' }), 400)).toMatchObject({
    field: 'measuresAfter[0].scope',
  });
  expect(await propose(one, narrowed({ limitDailyFen: 900_000 }), 409)).toMatchObject({
    rule: 'propose.steps_verified',
  });
  await driven.putRight(['limit_re_rated']);
  await propose(one, narrowed({ limitDailyFen: 900_000 }));
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  const { measures } = await driven.seenBy(cast.agent);
  expect((measures as { liftedAt: string | null }[]).filter(({ liftedAt }) => liftedAt === null)).toMatchObject([
    { level: 'F1', scope: 'amount_limits', limitSingleFen: 100_000, limitDailyFen: 900_000 },
  ]);
}); // prettier-ignore

it('leaves credit cards off for a trial, which ends by itself at the end that the decision gives it', async () => {
  const one = await readyWith('CASHOUT', [{ level: 'F3', scope: 'credit_cards' }, { level: 'F4', scope: 'terminal' }], suspiciousSales);
  const { cast, driven } = one;
  const inForce = async () =>
    ((await driven.seenBy(cast.agent)).measures as { id: string; level: string; liftedAt: string | null; expiresAt: string | null }[]).filter(({ liftedAt }) => liftedAt === null);
  const expiresAt = new Date(desk.clock.now().getTime() + 10 * 86_400_000).toISOString();
  const [off, suspended] = await inForce();
  const limited = { measureId: suspended!.id, change: 'narrow', level: 'F1', limitDailyFen: 900_000 };
  const ur = (credit: object) => ({ outcome: 'UR', measuresAfter: [limited, { measureId: off!.id, ...credit }] });
  const lacking = await propose(one, ur({ change: 'keep' }), 409);
  expect(lacking).toMatchObject({ rule: 'propose.measures_of_steps', detail: expect.stringContaining('keeps credit cards off, with an end') });
  await propose(one, ur({ change: 'narrow', level: 'F3', expiresAt }));
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  expect((await inForce()).map(({ level, expiresAt: end }) => [level, end]).sort()).toEqual([['F1', null], ['F3', expiresAt]]);
  desk.clock.advance(11 * 86_400_000);
  await waitFor('the trial to end', async () => (await inForce()).length === 1);
  expect(await inForce()).toMatchObject([{ level: 'F1' }]);
}); // prettier-ignore

it('finds a proposal stale when a hit it rests on has grown, and leaves only its return', async () => {
  const day = (hour: number, amountFen: number): Sale => ({ at: `2026-11-20T${hour}:07:00+08:00`, amountFen });
  const one = await readyWith('ROUND_PATTERN', [{ level: 'F4', scope: 'terminal' }], [10, 11, 12, 13, 14].map((hour) => day(hour, 4_500_001)));
  const { cast, driven } = one;
  const rules = async () => (await driven.findings(cast.agent)).map(({ rule }) => rule);
  const before = await rules();
  expect(before).toContain('R1b');
  await propose(one);
  await insertSales(desk.database, cast.shop.terminal.id, [day(15, 4_280)]);
  desk.clock.advance(1_000);
  await driven.scan();
  expect(await rules()).toEqual(before);
  expect(await driven.act(cast.supervisor, 'approve', {}, 409)).toMatchObject({ code: 'PROPOSAL_STALE', rule: 'approve.unchanged' });
  expect(await driven.act(cast.agent, 'withdraw_proposal', { text: 'mine' }, 409)).toMatchObject({
    code: 'PROPOSAL_STALE',
    rule: 'withdraw_proposal.unchanged',
  });
  await driven.act(cast.supervisor, 'return', { text: 'it has grown' });
}); // prettier-ignore

it('terminates nobody who was never heard: to submit on behalf brings what the merchant said', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  const ask = () => driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E03', required: false }] });
  const submit = (over: object, status = 201) =>
    driven.act(cast.agent, 'submit_evidence', { onBehalfChannel: 'phone', ...over }, status);
  const nothing = { code: 'GUARD_REFUSED', rule: 'submit_evidence.answer_brought' };
  await ask();
  expect(await submit({}, 409)).toMatchObject(nothing);
  const { evidence } = await driven.seenBy(cast.agent);
  const { id } = (evidence.items as { id: string; code: string }[]).find(({ code }) => code === 'E03')!;
  expect(await submit({ absences: [{ itemId: id, reason: ' ' }] }, 409)).toMatchObject(nothing);
  await driven.act(cast.agent, 'recall_request', { text: 'by mistake' });
  expect(await propose({ cast, driven }, { outcome: 'T', measuresAfter: await driven.measures('keep') }, 409)).toMatchObject({
    rule: 'propose.merchant_heard',
  });
  // A paper from before the request answers nothing that was asked in it.
  await driven.upload(cast.agent, id, undefined, 201, { onBehalfChannel: 'paper' });
  desk.clock.advance(1_000);
  await ask();
  expect(await submit({}, 409)).toMatchObject(nothing);
  await driven.upload(cast.agent, id, undefined, 201, { onBehalfChannel: 'paper' });
  await submit({});
  await driven.act(cast.agent, 'assess', { itemId: id });
  await propose({ cast, driven }, { outcome: 'T', measuresAfter: await driven.measures('keep') });
}); // prettier-ignore
