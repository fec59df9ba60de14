import type { MerchantCaseAnswer, MerchantFindingAnswer } from '../answers';
import { openLetter } from '../letters';
import { act, caseOf, type CaseScene } from '../scene';

/** The merchant reads the decision, objects to each finding, and somebody independent looks again. */
export async function appeal(scene: CaseScene): Promise<void> {
  const { teller, cast, number, time } = scene;
  const { merchant, reviewer } = cast;
  teller.chapter({ zh: '申诉', en: 'The appeal' });
  await openLetter(scene, 'decision_letter', {
    zh: '打开决定书，申诉期自送达起算',
    en: 'opens the letter: the time for an appeal runs from its delivery',
  });
  const { appeal: window } = await caseOf<MerchantCaseAnswer>(scene, merchant);
  const until = window.until === null ? '–' : time.moment(window.until);
  teller.detail({ zh: `申诉截止 ${until}`, en: `an appeal is open until ${until}` });
  const { body } = await merchant.door.get<{ items: readonly MerchantFindingAnswer[] }>(
    `/v1/cases/${number}/findings`,
  );
  const appealed = await act(scene, merchant, 'appeal', {
    answers: body.items.map(({ id, title }) => ({
      findingId: id,
      answer: `${title.zh}：交易真实，合同与出库单已补交。`,
    })),
    text: '所涉交易均为真实经营，凭证已补齐，请重新审查。',
  });
  teller.step(
    merchant.who,
    {
      zh: `提出申诉，逐项答复 ${body.items.length} 项`,
      en: `appeals, with an answer to each of ${body.items.length} findings`,
    },
    appealed.call,
  );
  const { measures } = await caseOf(scene, reviewer);
  const overturned = await act(scene, reviewer, 'overturn', {
    extent: 'full',
    outcome: 'U',
    measuresAfter: measures
      .filter(({ liftedAt }) => liftedAt === null)
      .map(({ id }) => ({ measureId: id, change: 'lift' })),
    reasons: body.items.map(({ id, title }) => ({
      findingId: id,
      reason: `${title.zh}：合同、出库单与结算记录相互印证。`,
    })),
    text: '补充材料足以说明交易真实，申诉成立，解除全部措施。',
  });
  teller.step(
    reviewer.who,
    {
      zh: `此前未参与本案，裁决：全部推翻，解除全部措施 → ${overturned.body.state}`,
      en: `had no hand in it before and decides: overturned in full, every measure lifted → ${overturned.body.state}`,
    },
    overturned.call,
  );
}
