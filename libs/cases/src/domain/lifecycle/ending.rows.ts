import { notYet, type Transition } from '../transition';
import { DESK } from './who-and-when';

/** How a case ends, and how it begins again. */
export const ENDING_ROWS: readonly Transition[] = [
  notYet('lapse', ['upheld'], 'terminating', ['clock']),
  notYet('confirm_termination', ['terminating'], 'closed', ['gateway']),
  notYet('confirm_termination_manually', ['terminating'], 'closed', DESK),
  notYet('reopen', ['closed'], 'investigating', ['supervisor']),
];
