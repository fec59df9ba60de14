import type { FindingAnswer } from '../answers';
import type { Problem } from '../door';
import { act, caseOf, type CaseScene, type Player } from '../scene';

const OUTCOME = 'T';

/** Proposed, refused to its own proposer, returned once, proposed again, approved by a second person. */
export async function decide(scene: CaseScene, findings: readonly FindingAnswer[]): Promise<void> {
  const { teller, cast } = scene;
  const { agent, supervisor, otherSupervisor } = cast;
  teller.chapter({ zh: '决定', en: 'The decision' });

  await propose(scene, supervisor, findings, '命中多项，建议终止。');
  await tryOwnApproval(scene, supervisor);
  const returned = await act(scene, otherSupervisor, 'return', { text: '请逐项写明与材料的关系。' });
  teller.step(
    otherSupervisor.who,
    { zh: '退回：理由不够具体', en: 'returns it: the reasons are not specific enough' },
    returned.call,
  );

  await propose(scene, agent, findings, '命中项与凭证逐一核对，凭证不能说明所涉交易，建议终止。');
  await tryOwnApproval(scene, agent);
  const approved = await act(scene, otherSupervisor, 'approve', { text: '理由充分，同意。' });
  teller.step(
    otherSupervisor.who,
    {
      zh: `批准：冻结维持，案件进入 ${approved.body.state}`,
      en: `approves: the freeze stands, the case is ${approved.body.state}`,
    },
    approved.call,
  );
}

async function propose(
  scene: CaseScene,
  player: Player,
  findings: readonly FindingAnswer[],
  text: string,
): Promise<void> {
  const { measures } = await caseOf(scene, player);
  const weighing = findings.filter(({ weight }) => weight > 0);
  const proposed = await act(scene, player, 'propose', {
    outcome: OUTCOME,
    measuresAfter: measures
      .filter(({ liftedAt }) => liftedAt === null)
      .map(({ id }) => ({ measureId: id, change: 'keep' })),
    reasons: weighing.map(({ id, title }) => ({
      findingId: id,
      reason: `${title.zh}：商户所交凭证不能说明这些交易。`,
    })),
    text,
  });
  scene.teller.step(
    player.who,
    {
      zh: `提议 ${OUTCOME}（终止），保留全部措施，逐项回应 ${weighing.length} 项命中`,
      en: `proposes ${OUTCOME} (terminate), keeps every measure, with a reason for each of ${weighing.length} findings`,
    },
    proposed.call,
  );
}

/** The refusal is the point: it names the rule that refused. */
async function tryOwnApproval(scene: CaseScene, player: Player): Promise<void> {
  const { body, call } = await act<Problem>(scene, player, 'approve', {}, 403);
  scene.teller.step(
    player.who,
    {
      zh: `想批准自己的提议 → 被拒：${body.code}（${body.rule ?? ''}）`,
      en: `tries to approve their own proposal → refused: ${body.code} (${body.rule ?? ''})`,
    },
    call,
  );
  if (body.detail !== undefined) scene.teller.quote(body.detail);
}
