import * as guard from '../guards';
import * as ending from '../steps/ending.steps';
import { notYet, row, type Transition } from '../transition';
import { DESK } from './who-and-when';

/** How a case ends, and how it begins again. */
export const ENDING_ROWS: readonly Transition[] = [
  notYet('lapse', ['upheld'], 'terminating', ['clock']),
  notYet('confirm_termination', ['terminating'], 'closed', ['gateway']),
  notYet('confirm_termination_manually', ['terminating'], 'closed', DESK),
  row('reopen', {
    from: ['closed'],
    to: 'investigating',
    who: ['supervisor'],
    guards: [guard.noOtherOpenCase],
    apply: ending.reopen,
  }),
];
