import * as answering from './evidence-guards';
import * as guard from './guards';
import * as intake from './steps/intake.steps';
import * as evidence from './steps/evidence.steps';
import * as decision from './steps/decision.steps';
import * as appeal from './steps/appeal.steps';
import * as restore from './steps/restore.steps';
import * as work from './steps/work.steps';
import { APPEAL_ROUNDS } from './reference';
import { CASE_STATES, OPEN_STATES, type CaseState } from './states';
import { notYet, row, type Transition } from './transition';

const DESK = ['agent', 'supervisor'] as const;
const STAFF_OR_MERCHANT = ['merchant', ...DESK] as const;
const BEFORE_DECISION: readonly CaseState[] = [
  'reported',
  'investigating',
  'awaiting_merchant',
  'reviewing',
  'pending_approval',
];
const ASSESSING: readonly CaseState[] = ['investigating', 'awaiting_merchant', 'reviewing'];
const FIXING: readonly CaseState[] = ['remediating', 'replacing'];

/**
 * The life of a case, whole: every action, from where, by whom, only if, and what it does. Nothing else in the house
 * decides where a case may go; the API's one action endpoint and every list of allowed actions read this table.
 */
export const LIFECYCLE: readonly Transition[] = [
  // intake
  row('open', {
    from: ['none', ...OPEN_STATES],
    to: 'decided',
    who: ['machine', ...STAFF_OR_MERCHANT],
    apply: intake.open,
  }),
  row('triage', { from: ['reported'], to: 'investigating', who: DESK, apply: intake.triage }),
  notYet('reclassify', ['investigating', 'reviewing'], 'same', DESK),
  notYet('dismiss', ['reported', 'investigating'], 'closed', DESK),

  // evidence
  row('request_evidence', {
    from: ['investigating', 'reviewing'],
    to: 'awaiting_merchant',
    who: DESK,
    apply: evidence.request,
  }),
  row('request_evidence', {
    from: ['appealing'],
    to: 'awaiting_merchant',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: evidence.request,
  }),
  row('submit_evidence', {
    from: ['awaiting_merchant'],
    to: 'decided',
    who: STAFF_OR_MERCHANT,
    guards: [answering.nothingMissing, answering.answerBrought],
    apply: evidence.submit,
  }),
  row('evidence_overdue', {
    from: ['awaiting_merchant'],
    to: 'decided',
    who: ['clock'],
    guards: [guard.requestDuePassed],
    apply: evidence.overdue,
  }),
  row('undo_overdue', {
    from: ['reviewing', 'appealing'],
    to: 'awaiting_merchant',
    who: ['clock'],
    guards: [guard.answerCameInTime],
    apply: evidence.undoOverdue,
  }),
  row('recall_request', {
    from: ['awaiting_merchant'],
    to: 'decided',
    who: [...DESK, 'reviewer'],
    guards: [guard.requestIsOwn],
    apply: evidence.recall,
  }),
  row('assess', {
    from: ASSESSING,
    to: 'same',
    who: DESK,
    guards: [guard.notAskedInAppeal],
    apply: evidence.accept,
  }),
  row('assess', {
    from: ['awaiting_merchant'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.askedInAppeal, guard.independentReviewer],
    apply: evidence.accept,
  }),
  row('assess', {
    from: ['appealing'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: evidence.accept,
  }),
  row('reject', {
    from: ASSESSING,
    to: 'same',
    who: DESK,
    guards: [guard.notAskedInAppeal],
    apply: evidence.reject,
  }),
  row('reject', {
    from: ['awaiting_merchant'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.askedInAppeal, guard.independentReviewer],
    apply: evidence.reject,
  }),
  row('reject', {
    from: ['appealing'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: evidence.reject,
  }),
  // Built, it takes the guard of the desk's `assess`: what an appeal asked for is not the desk's to waive.
  notYet('waive', ASSESSING, 'same', ['supervisor']),
  row('add_evidence', { from: OPEN_STATES, to: 'same', who: STAFF_OR_MERCHANT, apply: evidence.add }),

  // decision
  row('propose', {
    from: ['investigating', 'reviewing'],
    to: 'pending_approval',
    who: DESK,
    guards: [guard.freshScan, guard.merchantItemAssessed],
    apply: decision.propose,
  }),
  row('return', {
    from: ['pending_approval'],
    to: 'reviewing',
    who: ['supervisor'],
    guards: [guard.notProposer('return')],
    apply: decision.giveBack,
  }),
  row('withdraw_proposal', {
    from: ['pending_approval'],
    to: 'reviewing',
    who: DESK,
    guards: [guard.proposalIsOwn, guard.proposalNotStale('withdraw_proposal')],
    apply: decision.withdraw,
  }),
  row('approve', {
    from: ['pending_approval'],
    to: 'decided',
    who: ['supervisor'],
    guards: [
      guard.notProposer('approve'),
      guard.noHoldUnlessKept,
      guard.proposalNotStale('approve'),
      guard.objectionAnswered,
    ],
    apply: decision.approve,
  }),
  row('object', {
    from: BEFORE_DECISION,
    to: 'same',
    who: ['merchant'],
    guards: [guard.beforeDecision, guard.noOpenObjection],
    apply: decision.object,
  }),

  // appeal
  row('appeal', {
    from: ['upheld', 'remediating', 'replacing', 'monitoring', 'closed'],
    to: 'appealing',
    who: ['merchant'],
    guards: [
      guard.appealableOutcome,
      guard.insideAppealWindow,
      guard.roundsLeft(APPEAL_ROUNDS),
      guard.noOtherOpenCase,
    ],
    apply: appeal.open,
  }),
  row('uphold_appeal', {
    from: ['appealing'],
    to: 'decided',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: appeal.uphold,
  }),
  row('overturn', {
    from: ['appealing'],
    to: 'decided',
    who: ['reviewer'],
    guards: [guard.independentReviewer, guard.noHold],
    apply: appeal.overturn,
  }),
  notYet('lapse', ['upheld'], 'terminating', ['clock']),
  notYet('confirm_termination', ['terminating'], 'closed', ['gateway']),
  notYet('confirm_termination_manually', ['terminating'], 'closed', DESK),

  // remediation and replacement
  notYet('remediated', ['remediating'], 'restoring', ['clock', ...DESK]),
  notYet('recertified', ['replacing'], 'restoring', DESK),
  row('give_up', { from: FIXING, to: 'reviewing', who: ['clock', ...DESK], apply: decision.giveUp }),
  notYet('attest', FIXING, 'same', STAFF_OR_MERCHANT),
  notYet('verify', FIXING, 'same', DESK),

  // restore and watch
  row('restore_confirmed', {
    from: ['restoring'],
    to: 'monitoring',
    who: ['gateway'],
    guards: [guard.everyCommandConfirmed],
    apply: restore.confirmed,
  }),
  row('restore_failed', {
    from: ['restoring'],
    to: 'restoring',
    who: ['gateway', 'clock'],
    apply: restore.failed,
  }),
  row('retry_restore', {
    from: ['restoring'],
    to: 'restoring',
    who: DESK,
    guards: [guard.someCommandFailed],
    apply: restore.retry,
  }),
  notYet('confirm_restore_manually', ['restoring'], 'monitoring', DESK),
  notYet('stop_restore', ['restoring'], 'reviewing', ['supervisor', 'clock']),
  notYet('refreeze', ['monitoring'], 'investigating', ['clock', ...DESK]),
  row('watch_passed', {
    from: ['monitoring'],
    to: 'closed',
    who: ['clock'],
    guards: [guard.watchIsOver],
    apply: restore.watchPassed,
  }),
  notYet('reopen', ['closed'], 'investigating', ['supervisor']),

  // at any time
  notYet('authority_hold', CASE_STATES, 'same', ['reviewer']),
  notYet('authority_release', CASE_STATES, 'decided', ['reviewer']),
  row('take', { from: OPEN_STATES, to: 'same', who: DESK, apply: work.take }),
  row('assign', { from: OPEN_STATES, to: 'same', who: ['supervisor'], apply: work.assign }),
  notYet('hand_over', OPEN_STATES, 'same', DESK),
  notYet('impose_measure', OPEN_STATES, 'same', DESK),
  notYet('confirm_measure', OPEN_STATES, 'same', DESK),
  notYet('ease_measure', BEFORE_DECISION, 'same', ['supervisor']),
  notYet('measure_expired', OPEN_STATES, 'same', ['clock']),
  notYet('extend_deadline', OPEN_STATES, 'same', ['supervisor']),
  row('message', { from: OPEN_STATES, to: 'same', who: STAFF_OR_MERCHANT, apply: work.message }),
  row('note', { from: CASE_STATES, to: 'same', who: [...DESK, 'reviewer'], apply: work.note }),
  notYet('report_major_event', CASE_STATES, 'same', ['reviewer']),
];
