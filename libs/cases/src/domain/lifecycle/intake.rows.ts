import * as guard from '../guards';
import { DISMISSIBLE, OPEN_STATES } from '../states';
import * as classification from '../steps/classification.steps';
import * as dismissal from '../steps/dismissal.steps';
import * as intake from '../steps/intake.steps';
import { row, type Transition } from '../transition';
import { DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** From the report to an owner’s desk. */
export const INTAKE_ROWS: readonly Transition[] = [
  row('open', {
    from: ['none', ...OPEN_STATES],
    to: 'decided',
    who: ['machine', ...STAFF_OR_MERCHANT],
    apply: intake.open,
  }),
  row('triage', { from: ['reported'], to: 'investigating', who: DESK, apply: classification.triage }),
  row('reclassify', {
    from: ['investigating', 'reviewing'],
    to: 'same',
    who: DESK,
    guards: [guard.supervisorWhereItWouldTipOff],
    apply: classification.reclassify,
  }),
  row('dismiss', {
    from: DISMISSIBLE,
    to: 'closed',
    who: DESK,
    guards: [
      guard.notObjector('dismiss'),
      guard.noHoldFor('dismiss'),
      guard.nothingInForce,
      guard.noDeviceComingBack('dismiss'),
      guard.terminalSystemKnowsNone,
    ],
    apply: dismissal.dismiss,
  }),
];
