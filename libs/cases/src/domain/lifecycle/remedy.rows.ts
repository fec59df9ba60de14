import * as guard from '../guards';
import type { CaseState } from '../states';
import * as remedy from '../steps/remedy.steps';
import { row, type Transition } from '../transition';
import { ASSESSING, DESK, FIXING, STAFF_OR_MERCHANT } from './who-and-when';

/** Also under an appeal, where a remedy under way goes on, and a partial overturn to UR needs what an unfreeze needs. */
const MENDING: readonly CaseState[] = [...ASSESSING, ...FIXING, 'appealing'];

/** Remediation and replacement. */
export const REMEDY_ROWS: readonly Transition[] = [
  row('remediated', {
    from: ['remediating'],
    to: 'restoring',
    who: ['clock', ...DESK],
    guards: [
      guard.noHoldFor('remediated'),
      guard.noCommandUnderWay('remediated'),
      guard.everyMeasureDecided('remediated'),
      guard.everyStepHolds('remediated'),
      guard.deviceAtWork('remediated'),
    ],
    apply: remedy.remediated,
  }),
  row('recertified', {
    from: ['replacing'],
    to: 'restoring',
    who: DESK,
    guards: [
      guard.noHoldFor('recertified'),
      guard.noCommandUnderWay('recertified'),
      guard.everyMeasureDecided('recertified'),
      guard.everyStepHolds('recertified'),
      guard.installationVerified,
    ],
    apply: remedy.recertified,
  }),
  row('give_up', { from: FIXING, to: 'reviewing', who: ['clock', ...DESK], apply: remedy.giveUp }),
  // What an unfreeze needs is put right before it is proposed, so that it gives trading back at once.
  row('attest', {
    from: MENDING,
    to: 'same',
    who: STAFF_OR_MERCHANT,
    guards: [guard.someStepToAttest],
    apply: remedy.attest,
  }),
  row('verify', {
    from: MENDING,
    to: 'same',
    who: DESK,
    guards: [guard.someStepToVerify],
    apply: remedy.verify,
  }),
];
