import { standingOf } from '../evidence-standing';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { fingerprintOf } from '../fingerprint';
import { RESTORING, SCAN_FRESH_MS, SET_SEVERITY, UPHOLDING, isRequiredBy } from '../reference';
import { dutyRefusal, refusal, staleRefusal, type Refusal } from '../refusal';
import { codes, userOf, type Guard } from './guard';

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

export const freshScan: Guard = (_snapshot, { scan, scanNeededSince, now }) => {
  if (!scan)
    return refusal(
      'propose.scan_finished',
      '本案件尚无完成的扫描，请先扫描交易历史。',
      'No finished scan yet: scan the history first.',
    );
  if (scanNeededSince && scan.cutOffAt < scanNeededSince) {
    return refusal(
      'propose.scan_of_new_facts',
      '最近一次扫描之后出现了新的命中或事实，请重新扫描。',
      'New hits or facts have come since the last scan: scan again.',
    );
  }
  return now.getTime() - scan.cutOffAt.getTime() < SCAN_FRESH_MS
    ? null
    : refusal(
        'propose.scan_fresh',
        '最近一次扫描的截止时间已超过 24 小时，请重新扫描。',
        'The last scan was cut off more than 24 hours ago: scan again.',
      );
};

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

/** Whoever spoke for the merchant does not answer for the desk, by a decision or by dismissing the case. */
export const notObjector =
  (action: 'approve' | 'dismiss'): Guard =>
  (_snapshot, { openObjection }, attempt) => {
    if (!openObjection?.filedBy || openObjection.filedBy !== userOf(attempt)) return null;
    return action === 'approve'
      ? dutyRefusal(
          'approve.not_objector',
          '代商户提出异议的人不能审批对该异议的答复，请由另一位主管审批。',
          'Whoever filed the objection for the merchant cannot approve its answer: another supervisor must.',
        )
      : dutyRefusal(
          'dismiss.not_objector',
          '代商户提出异议的人不能自行答复该异议并撤销案件，请由另一位专员或主管办理。',
          'Whoever filed the objection for the merchant cannot answer it by dismissing the case: another of the desk must.',
        );
  };

export const noHoldUnlessKept: Guard = (_snapshot, { authorityHold, pendingProposal }) =>
  authorityHold && pendingProposal?.outcome !== 'K'
    ? refusal('approve.no_hold', '有权机关的冻结要求未解除。', "An authority's hold stands.")
    : null;

export const noOpenObjection: Guard = (_snapshot, { openObjection }) =>
  openObjection
    ? refusal('object.one_open', '异议正在处理，无需重复提交。', 'An objection is being answered already.')
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

/** What outcome-specific conditions of `propose` say; apart, since it needs the payload. */
export function outcomeRefusal(snapshot: CaseSnapshot, facts: CaseFacts, outcome: string): Refusal | null {
  if ((RESTORING as readonly string[]).includes(outcome)) {
    const open = facts.items.filter(
      (item) =>
        ((item.required && !item.released) ||
          isRequiredBy(snapshot.reference, snapshot.reasonCode, item.code)) &&
        !standingOf(snapshot, facts.items, item).satisfied,
    );
    if (open.length > 0) {
      return refusal('propose.required_accepted', `必需材料须通过、由替代材料满足，或由主管免除：${codes(open)}。`, `Every required item must first be accepted, by itself or by an alternative, or waived by a supervisor: ${codes(open)}.`, 'outcome'); // prettier-ignore
    }
  }
  // Such a decision ends by the release of the order alone: without one nobody could end it.
  if (outcome === 'K' && !facts.authorityHold) return noOrder;
  if ((UPHOLDING as readonly string[]).includes(outcome) && !facts.merchantWasHeard) {
    return refusal(
      'propose.merchant_heard',
      '维持、终止或列黑前须先请商户说明。',
      'Ask the merchant first, and wait for the answer or the deadline.',
      'outcome',
    );
  }
  return null;
}

const noOrder = refusal(
  'propose.order_stands',
  '维持冻结（K）须有有权机关的冻结要求：请先由复核人登记（authority_hold）。',
  'To keep the freeze on an order (K), the order must stand on the case: a reviewer registers it first (authority_hold).',
  'outcome',
);

/** Findings that a decision must speak of: those that weigh. */
export const weighing = <F extends { readonly weight: number }>(findings: readonly F[]): readonly F[] =>
  findings.filter((finding) => finding.weight >= SET_SEVERITY);
