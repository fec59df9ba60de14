import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { eventsOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Item {
  id: string;
  code: string;
  state: string;
  level: string | null;
  required: boolean;
}
interface One {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}

async function triaged(reasonCode: string): Promise<One> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode });
  return { cast, driven };
}

const itemsOf = async ({ cast, driven }: One): Promise<Item[]> =>
  (await driven.seenBy(cast.agent)).evidence.items as Item[];
const decisionClock = async ({ cast, driven }: One) =>
  ((await driven.seenBy(cast.agent)).clocks as { kind: string; startedAt: string; dueAt: string }[]).find(
    ({ kind }) => kind === 'decision',
  )!;
const lettersOf = async ({ cast }: One): Promise<string[]> => {
  const { body } = await cast.merchant.http.get('/v1/notifications').expect(200);
  return (body.items as { template: string }[]).map(({ template }) => template);
};

it('keeps what was supplied, lets go of what is no longer required, and asks for what now is', async () => {
  const one = await triaged('ROUND_PATTERN');
  const { cast, driven } = one;
  await driven.act(cast.agent, 'request_evidence', {
    items: ['E01', 'E02'].map((code) => ({ code, required: true })),
  });
  const [slip] = await itemsOf(one);
  await driven.upload(cast.merchant, slip!.id);
  await driven.act(cast.merchant, 'submit_evidence', {
    absences: [{ itemId: (await itemsOf(one))[1]!.id, reason: 'cash book only' }],
  });
  await driven.act(cast.agent, 'assess', { itemId: slip!.id });
  await driven.act(cast.agent, 'reclassify', { reasonCode: 'MCC_MISUSE', text: 'it sells phones' });
  const items = await itemsOf(one);
  expect(items.map(({ code, state, level, required }) => [code, state, level, required])).toEqual([
    ['E01', 'accepted', 'optional', false],
    ['E02', 'supplied', 'alternative', false],
    ['E04', 'needed', 'required', true],
    ['E07', 'needed', 'required', true],
    ['E08', 'needed', 'optional', false],
    ['E14', 'needed', 'required', true],
  ]);
  expect(await driven.seenBy(cast.agent)).toMatchObject({
    state: 'reviewing',
    reason: { code: 'MCC_MISUSE', outcomes: ['RM', 'U', 'T'] },
    slaClass: 'P3',
    queue: 'records_check',
  });
});

it('moves the decision clock by the new class from where it began, and keeps the pauses', async () => {
  const one = await triaged('CASHOUT');
  const { cast, driven } = one;
  const before = await decisionClock(one);
  desk.clock.advance(3_600_000);
  await driven.act(cast.agent, 'request_evidence', { items: [{ code: 'E01', required: false }] });
  desk.clock.advance(2 * 3_600_000);
  await driven.act(cast.agent, 'recall_request', { text: 'by mistake' });
  const paused = await decisionClock(one);
  expect(Date.parse(paused.dueAt) - Date.parse(before.dueAt)).toBe(2 * 3_600_000);
  await driven.act(cast.agent, 'reclassify', { reasonCode: 'ERQING', text: 'it settles for others' });
  const after = await decisionClock(one);
  expect(after.startedAt).toBe(before.startedAt);
  // What a case of that class would have had from the same beginning, and the two hours of pause.
  const peer = await desk.database.query<{ due: Date }>(
    `SELECT due_at AS due FROM case_clock k JOIN freeze_case c ON c.id = k.case_id WHERE c.number = $1 AND k.kind = 'decision'`,
    [driven.number],
  );
  expect(peer[0]!.due.toISOString()).toBe(after.dueAt);
  const days = (Date.parse(after.dueAt) - 2 * 3_600_000 - Date.parse(before.startedAt)) / 86_400_000;
  // Five working days are a week; three, three days or five over a weekend.
  expect(days).toBe(7);
  const types = await eventsOf(desk, driven.number);
  const { data } = types.find(({ type }) => type.startsWith('reclassified'))!;
  expect(data).toMatchObject({ from: 'CASHOUT', reasonCode: 'ERQING', slaClass: 'P2', decisionDueAt: after.dueAt });
}); // prettier-ignore

it('tells the merchant of another face, and of another reason behind the same face nothing at all', async () => {
  const openly = await triaged('CASHOUT');
  await openly.driven.act(openly.cast.agent, 'reclassify', {
    reasonCode: 'TAMPER',
    text: 'the case was opened',
  });
  expect(await lettersOf(openly)).toContain('reason_changed');
  expect((await openly.driven.seenBy(openly.cast.merchant)).reason.en).toBe('Check of the terminal');

  const secretly = await triaged('CASHOUT');
  const { cast, driven } = secretly;
  const before = await driven.seenBy(cast.merchant);
  expect(await driven.act(cast.agent, 'reclassify', { reasonCode: 'AML', text: 'the flows' }, 409)).toMatchObject({
    code: 'GUARD_REFUSED',
    rule: 'reclassify.supervisor',
  });
  await driven.act(cast.supervisor, 'reclassify', { reasonCode: 'AML', text: 'the flows' });
  expect(await driven.seenBy(cast.merchant)).toEqual(before);
  expect(await lettersOf(secretly)).toEqual(['freeze_notice']);
  const { actions } = await driven.seenBy(cast.agent);
  expect(actions).toContainEqual(
    expect.objectContaining({ action: 'reclassify', allowed: false, rule: 'reclassify.supervisor' }),
  );
}); // prettier-ignore
