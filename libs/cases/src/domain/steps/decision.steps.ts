import { DomainError } from '@thaw/kernel';
import { deadline } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { ProposalFact } from '../facts';
import { fingerprintOf } from '../fingerprint';
import { deviceComingBack, outcomeRefusal, weighing } from '../guards';
import {
  channelOfFiler,
  needEachFinding,
  needEachMeasure,
  needText,
  reasonsAsTexts,
} from '../payload-checks';
import { REPLY_TARGET, type Outcome as OutcomeCode, type ReasonReference } from '../reference';
import { refuse } from '../refusal';
import { lackingSteps } from '../remedy/steps-of-proposal';
import type { CaseState } from '../states';
import type { ApplyContext, Outcome } from '../transition';
import { givingBack } from './giving-back';

/** Where an approved outcome takes the case. */
export const STATE_AFTER: { readonly [outcome in OutcomeCode]: CaseState } = {
  U: 'restoring',
  UR: 'restoring',
  RM: 'remediating',
  RL: 'remediating',
  RP: 'replacing',
  K: 'upheld',
  T: 'upheld',
  B: 'upheld',
};

export function propose({ snapshot, facts, payload }: ApplyContext<Payload<'propose'>>): Outcome {
  const { reference, reasonCode } = snapshot;
  needAllowedOutcome(reasonCode ? reference.reasons[reasonCode] : undefined, payload.outcome);
  const refused = outcomeRefusal(snapshot, facts, payload.outcome);
  if (refused) throw refuse(refused);
  needEachMeasure(payload.measuresAfter, facts, payload.outcome);
  if (payload.outcome !== 'K' && facts.replacement) throw refuse(deviceComingBack('propose', 'outcome'));
  const lacking = lackingSteps('propose', snapshot, facts, payload);
  if (lacking) throw refuse(lacking);
  const scan = facts.scan;
  if (!scan) throw new Error('guarded: a proposal rests on a scan');
  needEachFinding(reasonsAsTexts(payload.reasons), weighing(scan.findings), 'reasons');
  const text = needText(payload.text, 'text');
  const answer = facts.openObjection && {
    objectionId: facts.openObjection.id,
    text: needText(payload.objectionReply, 'objectionReply'),
  };
  return {
    effects: [
      {
        kind: 'open_proposal',
        outcome: payload.outcome,
        scanId: scan.id,
        measuresAfter: payload.measuresAfter,
        fingerprint: fingerprintOf(facts),
        answer,
      },
    ],
    event: {
      type: 'proposed',
      data: {
        outcome: payload.outcome,
        scanId: scan.id,
        measuresAfter: payload.measuresAfter,
        ...(answer ? { answersObjection: answer.objectionId } : {}),
      },
      content: { text, objectionReply: answer?.text, reasons: payload.reasons },
    },
  };
}

export function giveBack({ payload }: ApplyContext<Payload<'return'>>): Outcome {
  return {
    effects: [
      { kind: 'settle_proposal', state: 'returned' },
      { kind: 'task_for_owner', task: 'proposal_returned' },
    ],
    event: { type: 'proposal_returned', data: {}, content: { text: needText(payload.text, 'text') } },
  };
}

export function withdraw({ payload }: ApplyContext<Payload<'withdraw_proposal'>>): Outcome {
  return {
    effects: [{ kind: 'settle_proposal', state: 'withdrawn' }],
    event: { type: 'proposal_withdrawn', data: {}, content: { text: needText(payload.text, 'text') } },
  };
}

export function approve({ snapshot, facts, payload }: ApplyContext<Payload<'approve'>>): Outcome {
  const proposal = facts.pendingProposal;
  if (!proposal) throw new Error('guarded: a case pending approval has a proposal');
  const to = STATE_AFTER[proposal.outcome];
  const effects: Effect[] = [
    { kind: 'settle_proposal', state: 'approved' },
    { kind: 'stop_clock', clock: 'decision' },
    ...objectionAnswer(proposal),
    { kind: 'notify_merchant', template: 'decision_letter', outcome: proposal.outcome },
    ...givingBack(snapshot, facts, to, proposal.outcome, proposal.measuresAfter),
  ];
  return {
    to,
    // Rounds are of the decision that stands.
    changes: { outcome: proposal.outcome, newLetter: true, appealRounds: 0 },
    effects,
    event: {
      type: 'approved',
      data: { outcome: proposal.outcome, proposalId: proposal.id },
      content: { text: payload.text },
    },
  };
}

/** The merchant reads the answer to the objection with the decision, in a letter of its own. */
function objectionAnswer({ id, answersObjection, objectionReply }: ProposalFact): Effect[] {
  if (answersObjection === null) return [];
  return [
    { kind: 'answer_objection', objectionId: answersObjection, proposalId: id },
    { kind: 'stop_clock', clock: 'objection_reply' },
    { kind: 'notify_merchant', template: 'objection_reply', words: objectionReply ?? '' },
  ];
}

export function object({ facts, attempt, payload }: ApplyContext<Payload<'object'>>): Outcome {
  const reply = deadline(facts.now, REPLY_TARGET, facts.calendars);
  const onBehalfChannel = channelOfFiler(attempt, payload);
  return {
    effects: [
      { kind: 'open_objection', replyDueAt: reply.dueAt, onBehalfChannel },
      { kind: 'start_clock', clock: 'objection_reply', deadline: reply },
      { kind: 'notify_merchant', template: 'objection_received', dueAt: reply.dueAt },
      { kind: 'task_for_owner', task: 'objection_received' },
    ],
    event: {
      type: 'objected',
      data: {
        replyDueAt: reply.dueAt.toISOString(),
        ...(onBehalfChannel === null ? {} : { onBehalfChannel }),
      },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

function needAllowedOutcome(reason: ReasonReference | undefined, outcome: OutcomeCode): void {
  if (reason?.outcomes.includes(outcome)) return;
  const allowed = reason?.outcomes.join(', ') ?? '';
  throw new DomainError('INVALID_REQUEST', {
    field: 'outcome',
    rule: 'propose.outcome_of_reason',
    detail: {
      zh: `该原因下可选结论：${allowed}。`,
      en: `For this reason the outcome is one of: ${allowed}.`,
    },
  });
}
