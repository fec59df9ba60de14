import { CASE_STATES, OPEN_STATES } from '../states';
import { notYet, type Transition } from '../transition';
import { BEFORE_DECISION, DESK } from './who-and-when';

/** Measures and authorities’ holds, whatever stage the case is in. */
export const MEASURE_ROWS: readonly Transition[] = [
  notYet('impose_measure', OPEN_STATES, 'same', DESK),
  notYet('confirm_measure', OPEN_STATES, 'same', DESK),
  notYet('ease_measure', BEFORE_DECISION, 'same', ['supervisor']),
  notYet('measure_expired', OPEN_STATES, 'same', ['clock']),
  notYet('authority_hold', CASE_STATES, 'same', ['reviewer']),
  notYet('authority_release', CASE_STATES, 'decided', ['reviewer']),
];
