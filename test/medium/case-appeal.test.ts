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

it('keeps every letter, in both languages: for staff whole, for the merchant once it was opened', async () => {
  const { cast, driven } = await appealing();
  await driven.act(cast.reviewer, 'uphold_appeal', { text: 'internal words', reasons: await driven.reasons() });
  const lettersOf = async ({ http }: Person, status = 200) =>
    (await http.get(`/v1/cases/${driven.number}/letters`).expect(status)).body.items as {
      id: string;
      template: string;
      body: { zh: string; en: string } | null;
    }[];
  for (const person of [cast.agent, cast.supervisor, cast.reviewer]) {
    const letters = await lettersOf(person);
    expect(letters.map(({ template }) => template)).toEqual([
      'freeze_notice', 'evidence_requested', 'decision_letter', 'appeal_received', 'appeal_letter',
    ]);
    const decided = letters.find(({ template }) => template === 'decision_letter');
    expect(decided?.body?.en).toMatch(/What it rests on:[^]*Send with an appeal: .*[^]*merchant portal/);
    const upheld = letters.find(({ template }) => template === 'appeal_letter');
    expect(upheld?.body?.en).toMatch(/The decision stands\.[^]*Your answer was weighed; it stands\./);
    expect(upheld?.body?.zh).toContain('原决定维持');
    expect(JSON.stringify(letters)).not.toContain('internal words');
  }
  const closed = await lettersOf(cast.merchant);
  expect(closed.map(({ body }) => body)).toEqual([null, null, null, null, null]);
  const { id } = closed.find(({ template }) => template === 'appeal_letter')!;
  await cast.merchant.http.post(`/v1/notifications/${id}/open`).expect(200);
  expect((await lettersOf(cast.merchant)).find((letter) => letter.id === id)?.body?.zh).toContain('原决定维持');
  await lettersOf((await castOf(desk)).merchant, 404);
}); // prettier-ignore
