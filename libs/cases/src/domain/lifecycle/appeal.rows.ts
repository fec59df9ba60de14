import * as guard from '../guards';
import * as appeal from '../steps/appeal.steps';
import { row, type Transition } from '../transition';
import { STAFF_OR_MERCHANT } from './who-and-when';

/** A decision, looked at again by someone independent. */
export const APPEAL_ROWS: readonly Transition[] = [
  row('appeal', {
    from: ['upheld', 'remediating', 'replacing', 'monitoring', 'closed'],
    to: 'appealing',
    who: STAFF_OR_MERCHANT,
    guards: [guard.appealableOutcome, guard.insideAppealWindow, guard.roundsLeft, guard.noOtherOpenCase],
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
    guards: [
      guard.independentReviewer,
      guard.noHold,
      guard.noCommandUnderWay('overturn'),
      guard.deviceAtWork('overturn'),
    ],
    apply: appeal.overturn,
  }),
];
