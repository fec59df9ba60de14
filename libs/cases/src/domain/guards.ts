import type { Attempt, CaseFacts, CaseSnapshot, ItemFact } from './facts';
import type { Side } from './personas';
import { dutyRefusal, refusal, staleRefusal, type Refusal } from './refusal';
import { ENDING, RESTORING, SCAN_FRESH_MS, SET_SEVERITY, isRequiredBy } from './reference';
import { fingerprintOf } from './fingerprint';

/** Looks at facts only, so that it can also say beforehand whether an action is open. */
export type Guard = (snapshot: CaseSnapshot, facts: CaseFacts, attempt: Attempt) => Refusal | null;

const userOf = ({ actor }: Attempt): string | null => (actor.kind === 'user' ? actor.userId : null);

export const notOnAnotherSide =
  (side: Side | null): Guard =>
  (_snapshot, { involvement }) =>
    sideRefusal(side, involvement.actorSides);

/** @param actedOn the sides on which the person has acted on the case before. */
export const sideRefusal = (side: Side | null, actedOn: readonly Side[]): Refusal | null =>
  side !== null && actedOn.some((other) => other !== side)
    ? dutyRefusal(
        'case.one_side',
        '您曾以另一身份处理过本案件，不能再以此身份操作。',
        'You acted on this case on another side; a new role does not open it to you.',
      )
    : null;

export const merchantItemAssessed: Guard = (_snapshot, { items }) => {
  const open = items.filter((item) => item.state === 'supplied');
  return open.length === 0
    ? null
    : refusal(
        'propose.items_assessed',
        `尚有材料未评定：${codes(open)}。`,
        `Assess every submitted item first: ${codes(open)}.`,
      );
};

export const freshScan: Guard = (_snapshot, { scan, now }) => {
  if (!scan)
    return refusal(
      'propose.scan_finished',
      '本案件尚无完成的扫描，请先扫描交易历史。',
      'No finished scan yet: scan the history first.',
    );
  return now.getTime() - scan.cutOffAt.getTime() < SCAN_FRESH_MS
    ? null
    : refusal(
        'propose.scan_fresh',
        '最近一次扫描的截止时间已超过 24 小时，请重新扫描。',
        'The last scan was cut off more than 24 hours ago: scan again.',
      );
};

export const requestIsOwn: Guard = (_snapshot, { openRequest }, attempt) =>
  openRequest?.requestedBy === userOf(attempt)
    ? null
    : refusal(
        'recall_request.own',
        '只有发起人可以撤回材料请求。',
        'Only whoever asked can recall the request.',
      );

export const requestDuePassed: Guard = (_snapshot, { openRequest, now }) =>
  openRequest && openRequest.dueAt <= now
    ? null
    : refusal('evidence_overdue.due', '截止时间未到。', 'The deadline has not passed.');

/** An answer that came in time is in time, though it waited for the case while the due instant passed. */
export const answerCameInTime: Guard = ({ state }, { overdueRequest, receivedAt }) =>
  overdueRequest && overdueRequest.returnsTo === state && receivedAt < overdueRequest.dueAt
    ? null
    : refusal(
        'undo_overdue.in_time',
        '没有在截止前收到的提交。',
        'No answer came in before the deadline of the last request.',
      );

export const proposalIsOwn: Guard = (_snapshot, { pendingProposal }, attempt) =>
  pendingProposal?.proposedBy === userOf(attempt)
    ? null
    : refusal(
        'withdraw_proposal.own',
        '只有提议人可以撤回提议。',
        'Only the proposer can withdraw the proposal.',
      );

/** The own proposal is taken back by withdrawing it; where only its return is open, that is another's to do. */
export const notProposer =
  (action: 'approve' | 'return'): Guard =>
  (_snapshot, facts, attempt) => {
    if (facts.pendingProposal?.proposedBy !== userOf(attempt)) return null;
    if (action === 'approve') {
      return dutyRefusal(
        'approve.not_proposer',
        '提议人不能审批自己的提议，请由另一位主管审批。',
        'The proposer cannot approve: another supervisor must.',
      );
    }
    return isUnchanged(facts)
      ? dutyRefusal(
          'return.not_proposer',
          '提议人不能退回自己的提议；要收回请用 withdraw_proposal（撤回提议）。',
          'The proposer cannot return their own proposal: take it back by withdraw_proposal.',
        )
      : dutyRefusal(
          'return.not_proposer',
          '提议之后情况有变，不能再用 withdraw_proposal（撤回提议），须由另一位主管退回。',
          'The ground has moved, so withdraw_proposal is closed too: another supervisor must return it.',
        );
  };

const isUnchanged = (facts: CaseFacts): boolean =>
  facts.pendingProposal?.fingerprint === fingerprintOf(facts);

/** Of a proposal whose ground has moved only its return is open, so that a second person sees what was proposed on it. */
export const proposalNotStale =
  (action: 'approve' | 'withdraw_proposal'): Guard =>
  (_snapshot, facts) =>
    isUnchanged(facts)
      ? null
      : staleRefusal(
          `${action}.unchanged`,
          '提议之后材料、措施或命中有变化，只能退回。',
          'Evidence, measures or hits changed since the proposal: it can only be returned.',
        );

/** The merchant objected while the proposal waited: the proposal must answer it, and so cannot be this one. */
export const objectionAnswered: Guard = (_snapshot, { openObjection, pendingProposal }) =>
  openObjection === null || pendingProposal?.answersObjection === openObjection.id
    ? null
    : staleRefusal(
        'approve.objection_answered',
        '提议之后商户提出了异议，而提议须先答复异议：请退回或撤回后重新提议。',
        'The merchant objected since the proposal, and the proposal must answer it: return or withdraw it and propose anew.',
      );

export const noHoldUnlessKept: Guard = (_snapshot, { authorityHold, pendingProposal }) =>
  authorityHold && pendingProposal?.outcome !== 'K'
    ? refusal('approve.no_hold', '有权机关的冻结要求未解除。', "An authority's hold stands.")
    : null;

export const noHold: Guard = (_snapshot, { authorityHold }) =>
  authorityHold
    ? refusal('overturn.no_hold', '有权机关的冻结要求未解除。', "An authority's hold stands.")
    : null;

export const noOpenObjection: Guard = (_snapshot, { openObjection }) =>
  openObjection
    ? refusal(
        'object.one_open',
        '您的异议正在处理，无需重复提交。',
        'Your objection is being answered already.',
      )
    : null;

/** Between a decision and its appeal nothing is left to object to: what the merchant says goes into the appeal. */
export const beforeDecision: Guard = (_snapshot, { openAppeal }) =>
  openAppeal
    ? refusal(
        'object.before_decision',
        '案件正在申诉中，请在申诉中说明。',
        'Your appeal is under way: say it there.',
      )
    : null;

export const appealableOutcome: Guard = (snapshot) => {
  if (snapshot.state === 'monitoring' && snapshot.outcome !== 'UR' && snapshot.outcome !== 'RL') {
    return refusal(
      'appeal.restricted_only',
      '交易已恢复且没有限制，无需申诉。',
      'Trading is back without restriction: there is nothing to appeal.',
    );
  }
  if (snapshot.state === 'closed' && snapshot.resolution !== 'restored_with_limits') {
    return refusal('appeal.closed', '案件已关闭。', 'The case is closed.');
  }
  return null;
};

/** An appeal that came in time is in time, however long another held the case. */
export const insideAppealWindow: Guard = ({ appealUntil }, { receivedAt }) =>
  appealUntil && receivedAt >= appealUntil
    ? refusal('appeal.window', '申诉期限已过。', 'The window for an appeal has passed.')
    : null;

export const roundsLeft =
  (rounds: number): Guard =>
  ({ appealRounds }) =>
    appealRounds < rounds
      ? null
      : refusal('appeal.rounds', '申诉次数已用完。', 'No round of appeal is left.');

export const anotherIsOpen = refusal(
  'case.one_open',
  '该终端已有另一未结案件。',
  'Another case is open on this terminal.',
);

export const noOtherOpenCase: Guard = (_snapshot, { otherOpenCase }) =>
  otherOpenCase ? anotherIsOpen : null;

export const independentReviewer: Guard = (_snapshot, { involvement }, attempt) => {
  const user = userOf(attempt);
  if (user === null) return null;
  const { froze, proposers, approvers, appealDeciders } = involvement;
  if ([...froze, ...proposers, ...approvers].includes(user)) {
    return dutyRefusal(
      'appeal.independent',
      '参与过冻结、提议或审批的人不能裁决申诉。',
      'Whoever froze, proposed or approved cannot decide the appeal.',
    );
  }
  return appealDeciders.includes(user)
    ? dutyRefusal(
        'appeal.next_round',
        '裁决过上一轮申诉的人不能裁决下一轮。',
        'Whoever decided one round cannot decide the next.',
      )
    : null;
};

/** While an appeal waits for evidence, that evidence is its reviewer's to judge, not of those who were appealed against. */
export const notAskedInAppeal: Guard = (_snapshot, { openRequest }) =>
  openRequest?.returnsTo === 'appealing'
    ? dutyRefusal(
        'appeal.reviewer_judges',
        '申诉期间索取的材料只能由申诉复核人评定。',
        'What an appeal asked for is its reviewer’s to judge.',
      )
    : null;

export const askedInAppeal: Guard = (_snapshot, { openRequest }) =>
  openRequest?.returnsTo === 'appealing'
    ? null
    : dutyRefusal(
        'appeal.desk_judges',
        '申诉之外索取的材料由专员评定。',
        'What no appeal asked for is the desk’s to judge.',
      );

/** Without a command there is nothing to confirm, unless nothing is left to lift. */
export const everyCommandConfirmed: Guard = (_snapshot, { restore, measures }) =>
  restore.confirmed === restore.total && (restore.total > 0 || measures.length === 0)
    ? null
    : refusal('restore.all_confirmed', '尚有指令未确认。', 'Not every command is confirmed yet.');

export const someCommandFailed: Guard = (_snapshot, { restore }) =>
  restore.failed > 0 ? null : refusal('restore.failed', '没有失败的指令。', 'No command has failed.');

export const watchIsOver: Guard = (_snapshot, { watchUntil, now }) =>
  watchUntil && watchUntil <= now ? null : refusal('watch.over', '观察期未满。', 'The watch is not over.');

/** What outcome-specific conditions of `propose` say; apart, since it needs the payload. */
export function outcomeRefusal(snapshot: CaseSnapshot, facts: CaseFacts, outcome: string): Refusal | null {
  if ((RESTORING as readonly string[]).includes(outcome)) {
    const open = facts.items.filter(
      (item) =>
        (item.required || isRequiredBy(snapshot.reasonCode, item.code)) &&
        item.state !== 'accepted' &&
        item.state !== 'waived',
    );
    if (open.length > 0) {
      return refusal('propose.required_accepted', `必需材料尚未全部通过：${codes(open)}。`, `Every required item must be accepted first: ${codes(open)}.`, 'outcome'); // prettier-ignore
    }
  }
  if ((ENDING as readonly string[]).includes(outcome) && !facts.merchantWasHeard) {
    return refusal(
      'propose.merchant_heard',
      '终止或列黑前须先请商户说明。',
      'Ask the merchant first, and wait for the answer or the deadline.',
      'outcome',
    );
  }
  return null;
}

/** Findings that a decision must speak of: those that weigh. */
export const weighing = <F extends { readonly weight: number }>(findings: readonly F[]): readonly F[] =>
  findings.filter((finding) => finding.weight >= SET_SEVERITY);

export const codes = (items: readonly ItemFact[]): string => items.map((item) => item.code).join(', ');
