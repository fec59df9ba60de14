import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { eventsOf } from '../support/asked-merchant';
import { TestDesk } from '../support/test-desk';

jest.setTimeout(120_000);

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

/** A notice without a measure, so that a case can be dismissed again. */
async function reported(cast: Cast): Promise<DrivenCase> {
  const machine = await desk.machine('notice:open');
  const { body } = await machine
    .post('/v1/cases')
    .send({ ...noticeFor(cast.shop), measures: [] })
    .expect(201);
  return DrivenCase.of(desk, cast, body.number as string);
}

/** The case as the desk's books have it: decided and closed. */
const closedAs = (of: DrivenCase, outcome: string, over: string, reason = 'CASHOUT'): Promise<unknown> =>
  desk.database.query(
    `UPDATE freeze_case SET state = 'closed', closed_at = opened_at, reason_code = $3, outcome = $2, ${over} WHERE number = $1`,
    [of.number, outcome, reason],
  );
const restored = `resolution = 'restored'`;

async function priorityOfNext(cast: Cast): Promise<number> {
  const next = await reported(cast);
  const { priority } = await next.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await next.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'a test of the line' });
  return priority as number;
}

it('weighs what became of the terminal’s earlier cases, as long as it stands and is not long past', async () => {
  const cast = await castOf(desk);
  expect(await priorityOfNext(cast)).toBe(3);
  // Dismissed ones are none: this is as if the first.
  expect(await priorityOfNext(cast)).toBe(3);
  const first = await reported(cast);
  await closedAs(first, 'U', restored);
  expect(await priorityOfNext(cast)).toBe(3);
  await closedAs(first, 'UR', restored);
  const next = await reported(cast);
  expect((await next.seenBy(cast.agent)).otherCases).toEqual({
    terminal: { cases: 1, founded: 1, upheld: 0, anew: 0 },
    merchant: { cases: 1, founded: 1, upheld: 0, anew: 0 },
  });
  expect(await next.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' })).toMatchObject({ priority: 2 });
  expect((await eventsOf(desk, next.number)).find(({ type }) => type === 'triage')?.data).toMatchObject({
    otherCases: { terminal: { founded: 1 } },
  });
  // Of this the merchant reads nothing.
  expect(JSON.stringify(await next.seenBy(cast.merchant))).not.toMatch(/otherCases|priority/);
  await next.act(cast.agent, 'dismiss', { as: 'not_frozen', text: 'a test of the line' });
  await closedAs(first, 'UR', restored, 'HARDWARE');
  expect(await priorityOfNext(cast)).toBe(3);
  await closedAs(first, 'U', `${restored}, began_anew_at = opened_at`);
  expect(await priorityOfNext(cast)).toBe(2);
  await closedAs(first, 'T', `resolution = 'terminated', began_anew_at = NULL, opened_at = opened_at - interval '3 years'`);
  expect(await priorityOfNext(cast)).toBe(3);
}); // prettier-ignore

it('weighs a freeze of the merchant’s other terminal only where it was upheld, or there were several', async () => {
  const cast = await castOf(desk);
  const elsewhere = await castOf(desk);
  const other = await reported(elsewhere);
  const of = `resolution = 'terminated', merchant_id = '${cast.shop.merchant.id}'`;
  await closedAs(other, 'UR', of);
  expect(await priorityOfNext(cast)).toBe(3);
  await closedAs(other, 'T', of);
  expect(await priorityOfNext(cast)).toBe(2);
});

it('weighs a refreeze of the case itself, where it gets another reason', async () => {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'ROUND_PATTERN' });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  await driven.act(cast.agent, 'refreeze', { text: 'again' });
  const seen = await driven.act(cast.agent, 'reclassify', { reasonCode: 'CASHOUT', text: 'it is cash' });
  expect(seen).toMatchObject({ priority: 2, otherCases: { terminal: { cases: 0, anew: 1 } } });
});
