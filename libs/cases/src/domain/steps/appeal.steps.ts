import { refrozenByNotice } from './watch.steps';
import { DomainError } from '@thaw/kernel';
import { deadline, until } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import { appealTerms } from '../appeal-window';
import type { Effect } from '../effects';
import type { AppealFact, CaseFacts, CaseSnapshot } from '../facts';
import { weighing } from '../guards';
import {
  channelOfFiler,
  needEachFinding,
  needEachMeasure,
  needText,
  reasonsAsTexts,
} from '../payload-checks';
import { ENDING, REPLY_TARGET, type Outcome as OutcomeCode } from '../reference';
import { refuse } from '../refusal';
import { lackingSteps } from '../remedy/steps-of-proposal';
import type { CaseState } from '../states';
import type { ApplyContext, Outcome } from '../transition';

import { TERMINATING } from './termination.steps';
import { STATE_AFTER } from './decision.steps';
import { givingBack } from './giving-back';
import { ending } from './remedy.steps';

/** What a partly granted appeal may come to, where the reason has it. */
const PARTIAL = ['UR', 'RM', 'RP', 'RL'] as const;

export function open({ snapshot, facts, attempt, payload }: ApplyContext<Payload<'appeal'>>): Outcome {
  const decided = facts.approvedProposal;
  if (!decided || !snapshot.outcome) throw new Error('an appeal is against an approved decision');
  const answered = needEachFinding(
    payload.answers.map(({ answer, ...about }) => ({ ...about, text: answer })),
    weighing(decided.findings),
    'answers',
  );
  const round = snapshot.appealRounds + 1;
  const reply = deadline(facts.now, REPLY_TARGET, facts.calendars);
  const onBehalfChannel = channelOfFiler(attempt, payload);
  return {
    changes: { appealRounds: round },
    effects: [
      {
        kind: 'open_appeal',
        appealedState: snapshot.state,
        appealedOutcome: snapshot.outcome,
        proposalId: decided.id,
        round,
        replyDueAt: reply.dueAt,
        onBehalfChannel,
        answers: [...answered].map(([findingId, answer]) => ({ findingId, answer })),
      },
      { kind: 'start_clock', clock: 'appeal_reply', deadline: reply },
      { kind: 'notify_merchant', template: 'appeal_received', dueAt: reply.dueAt },
    ],
    event: {
      type: 'appealed',
      data: {
        round,
        appealedState: snapshot.state,
        replyDueAt: reply.dueAt.toISOString(),
        ...(onBehalfChannel === null ? {} : { onBehalfChannel }),
      },
      content: {
        text: needText(payload.text, 'text'),
        reasons: payload.answers.map(({ answer, ...about }) => ({ ...about, reason: answer })),
      },
    },
  };
}

export function uphold({ snapshot, facts, payload }: ApplyContext<Payload<'uphold_appeal'>>): Outcome {
  const appeal = openAppeal(facts);
  needEachFinding(reasonsAsTexts(payload.reasons), weighing(appeal.findings), 'reasons');
  const to = afterUpheld(snapshot, appeal, facts);
  const refrozen = to === 'investigating' ? refrozenByNotice(snapshot, facts) : null;
  return {
    to,
    changes: {
      newLetter: true,
      ...refrozen?.changes,
      ...(to === 'closed' ? { resolution: 'restored_with_limits' } : {}),
    },
    effects: [
      ...(refrozen?.effects ?? []),
      ...watchAgain(to, facts),
      ...hitsOpen(to, facts),
      ...(to === 'terminating' ? TERMINATING : []),
      ...fixAgain(appeal.appealedState, facts),
      { kind: 'decide_appeal', decision: 'upheld' },
      { kind: 'stop_clock', clock: 'appeal_reply' },
      {
        kind: 'notify_merchant',
        template: 'appeal_letter',
        outcome: appeal.appealedOutcome,
        verdict: 'upheld',
      },
      ...(refrozen ? ([{ kind: 'notify_merchant', template: 'reopened' }] as const) : []),
    ],
    event: {
      type: 'appeal_upheld',
      data: { round: appeal.round },
      content: { text: needText(payload.text, 'text'), reasons: payload.reasons },
    },
  };
}

export function overturn({ snapshot, facts, payload }: ApplyContext<Payload<'overturn'>>): Outcome {
  const appeal = openAppeal(facts);
  needOutcomeOfExtent(snapshot, payload);
  needEachMeasure(payload.measuresAfter, facts, payload.outcome);
  const lacking = payload.extent === 'partial' ? lackingSteps('overturn', snapshot, facts, payload) : null;
  if (lacking) throw refuse(lacking);
  needEachFinding(reasonsAsTexts(payload.reasons), weighing(appeal.findings), 'reasons');
  const to = STATE_AFTER[payload.outcome];
  const verdict = payload.extent === 'full' ? 'overturned' : 'overturned_in_part';
  const effects: Effect[] = [
    { kind: 'decide_appeal', decision: verdict },
    { kind: 'stop_clock', clock: 'appeal_reply' },
    { kind: 'stop_clock', clock: 'watch' },
    { kind: 'notify_merchant', template: 'appeal_letter', outcome: payload.outcome, verdict },
    ...ending(facts, 'overturned'),
    ...givingBack(snapshot, facts, to, payload.outcome, payload.measuresAfter),
  ];
  return {
    to,
    changes: { outcome: payload.outcome, newLetter: true },
    effects,
    event: {
      type: 'appeal_overturned',
      data: {
        round: appeal.round,
        extent: payload.extent,
        outcome: payload.outcome,
        measuresAfter: payload.measuresAfter,
      },
      content: { text: needText(payload.text, 'text'), reasons: payload.reasons },
    },
  };
}

/**
 * Back to where the appeal came from; a termination with no round left goes on as if the window had lapsed, and where it
 * may not, the sweep takes it up once it may.
 */
function afterUpheld(
  snapshot: CaseSnapshot,
  { appealedState, appealedOutcome, round, measureJoined }: AppealFact,
  { authorityHold, replacement }: Pick<CaseFacts, 'authorityHold' | 'replacement'>,
): CaseState {
  // Trading was given back, and a notice has taken it away meanwhile: what it would have been without the appeal.
  if (measureJoined && (appealedState === 'monitoring' || appealedState === 'closed')) return 'investigating';
  const lapses =
    appealedState === 'upheld' &&
    round >= appealTerms(snapshot).rounds &&
    (ENDING as readonly string[]).includes(appealedOutcome) &&
    !authorityHold &&
    replacement?.state !== 'compensating';
  return lapses ? 'terminating' : appealedState;
}

/** A watch that ran out while the appeal was open is over when the case comes back to it. */
function watchAgain(state: CaseState, { watchUntil }: ApplyContext<unknown>['facts']): Effect[] {
  if (state !== 'monitoring' || !watchUntil) return [];
  return [{ kind: 'start_clock', clock: 'watch', deadline: until(watchUntil) }];
}

/** What the watch found meanwhile was let be until now: somebody has to answer it. */
function hitsOpen(state: CaseState, { watch }: ApplyContext<unknown>['facts']): Effect[] {
  if (state !== 'monitoring' || watch.openHits === 0) return [];
  return [{ kind: 'task_for_owner', task: 'watch_hits_open' }];
}

/** Remediation went on under the appeal; where its time ran out meanwhile, the clock has that still to say. */
function fixAgain(state: CaseState, { now, clocks }: ApplyContext<unknown>['facts']): Effect[] {
  const dueAt = clocks.find(({ kind }) => kind === 'fix')?.dueAt;
  if ((state !== 'remediating' && state !== 'replacing') || !dueAt || dueAt > now) return [];
  return [{ kind: 'start_clock', clock: 'fix', deadline: until(dueAt) }];
}

/**
 * A full overturn says that the freeze had no ground: it lifts, whatever the reason would ask for. A partial one lets
 * the ground stand, and so ends as the reason may end.
 */
function needOutcomeOfExtent(
  { reference, reasonCode }: CaseSnapshot,
  { extent, outcome }: Payload<'overturn'>,
): void {
  const ofReason: readonly OutcomeCode[] = reasonCode ? reference.reasons[reasonCode].outcomes : [];
  const allowed = extent === 'full' ? (['U'] as const) : PARTIAL.filter((each) => ofReason.includes(each));
  if ((allowed as readonly OutcomeCode[]).includes(outcome)) return;
  throw allowed.length === 0
    ? invalid(
        'extent',
        'overturn.outcome_of_reason',
        '该原因下没有部分支持申诉的结论，只能全部支持或维持原决定。',
        'This reason has no outcome for a part: overturn in full, or uphold.',
      )
    : invalid(
        'outcome',
        'overturn.outcome_of_reason',
        `此处可选结论：${allowed.join('、')}。`,
        `Here the outcome is one of: ${allowed.join(', ')}.`,
      );
}

function openAppeal(
  facts: ApplyContext<unknown>['facts'],
): NonNullable<ApplyContext<unknown>['facts']['openAppeal']> {
  if (!facts.openAppeal) throw new Error('a case in appeal has an open appeal');
  return facts.openAppeal;
}

const invalid = (field: string, rule: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, rule, detail: { zh, en } });
