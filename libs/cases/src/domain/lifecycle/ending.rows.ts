import * as guard from '../guards';
import * as ending from '../steps/ending.steps';
import * as termination from '../steps/termination.steps';
import { row, type Transition } from '../transition';
import { DESK } from './who-and-when';

/** How a case ends, and how it begins again. */
export const ENDING_ROWS: readonly Transition[] = [
  row('lapse', {
    from: ['upheld'],
    to: 'terminating',
    who: ['clock'],
    guards: [
      guard.endsTheTerminal,
      guard.noHoldToLapse,
      guard.windowPassed,
      guard.noDeviceComingBack('lapse'),
    ],
    apply: termination.lapse,
  }),
  row('confirm_termination', {
    from: ['terminating'],
    to: 'closed',
    who: ['gateway'],
    guards: [guard.terminationComplete],
    apply: termination.confirmed,
  }),
  row('confirm_termination_manually', {
    from: ['terminating'],
    to: 'decided',
    who: DESK,
    apply: termination.confirmByHand,
  }),
  row('reconsider', {
    from: ['upheld'],
    to: 'reviewing',
    who: ['supervisor', 'clock'],
    guards: [guard.orderReleasedUnlessSupervisor],
    apply: ending.reconsider,
  }),
  row('reopen', {
    from: ['closed'],
    to: 'decided',
    who: ['supervisor'],
    guards: [guard.noOtherOpenCase],
    apply: ending.reopen,
  }),
];
