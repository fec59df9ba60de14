import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { TestDesk, type Person } from '../support/test-desk';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

/** A termination that was decided and appealed against. */
async function appealing(): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  const driven = await DrivenCase.open(desk, cast);
  await driven.act(cast.agent, 'triage', { reasonCode: 'CASHOUT' });
  await driven.scan();
  await driven.supplyEverything();
  await driven.propose('T', 'keep');
  await driven.act(cast.supervisor, 'approve');
  const answers = (await driven.findings(cast.merchant)).map(({ id }) => ({
    findingId: id,
    answer: 'a fair',
  }));
  await driven.act(cast.merchant, 'appeal', { text: 'it was a fair', answers });
  return { cast, driven };
}

const standing = async (driven: DrivenCase, person: Person, action: string) =>
  ((await driven.seenBy(person)).actions as { action: string; allowed: boolean; rule?: string }[]).find(
    (one) => one.action === action,
  );

it('leaves what the reviewer of an appeal asked for to the reviewer, before and after it is submitted', async () => {
  const { cast, driven } = await appealing();
  await driven.act(cast.reviewer, 'request_evidence', { items: [{ code: 'E09', required: true }] });
  const { evidence } = await driven.seenBy(cast.merchant);
  const { id: itemId } = (evidence.items as { id: string; code: string }[]).find(
    ({ code }) => code === 'E09',
  )!;
  await driven.upload(cast.merchant, itemId);
  const refused = { code: 'SEPARATION_OF_DUTIES', rule: 'appeal.reviewer_judges' };
  for (const person of [cast.agent, cast.supervisor]) {
    expect(await driven.act(person, 'assess', { itemId }, 403)).toMatchObject(refused);
    expect(await driven.act(person, 'reject', { itemId, text: 'no' }, 403)).toMatchObject(refused);
    expect(await standing(driven, person, 'assess')).toMatchObject({ allowed: false, rule: refused.rule });
  }
  expect(await standing(driven, cast.reviewer, 'assess')).toMatchObject({ allowed: true });
  await driven.act(cast.reviewer, 'reject', { itemId, text: 'the numbers are cut off' });
  await driven.upload(cast.merchant, itemId);
  await driven.act(cast.merchant, 'submit_evidence');
  await driven.act(cast.reviewer, 'assess', { itemId });
  expect(await driven.state()).toBe('appealing');
});
