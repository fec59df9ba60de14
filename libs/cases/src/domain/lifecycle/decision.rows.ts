import * as guard from '../guards';
import * as decision from '../steps/decision.steps';
import { row, type Transition } from '../transition';
import { BEFORE_DECISION, DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** Proposal, approval, objection. */
export const DECISION_ROWS: readonly Transition[] = [
  row('propose', {
    from: ['investigating', 'reviewing'],
    to: 'pending_approval',
    who: DESK,
    guards: [guard.freshScan, guard.slipsJudged, guard.merchantItemAssessed, guard.slipsScanned],
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
      guard.notObjector('approve'),
      guard.noHoldUnlessKept,
      guard.proposalNotStale('approve'),
      guard.objectionAnswered,
      guard.noCommandUnderWay('approve'),
      guard.deviceAtWork('approve'),
      guard.noDeviceComingBack('approve'),
    ],
    apply: decision.approve,
  }),
  row('object', {
    from: BEFORE_DECISION,
    to: 'same',
    who: STAFF_OR_MERCHANT,
    guards: [guard.beforeDecision, guard.noOpenObjection],
    apply: decision.object,
  }),
];
