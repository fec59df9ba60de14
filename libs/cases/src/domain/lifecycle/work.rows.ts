import { CASE_STATES, OPEN_STATES } from '../states';
import * as work from '../steps/work.steps';
import { notYet, row, type Transition } from '../transition';
import { DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** The desk’s own work on a case, at any stage. */
export const WORK_ROWS: readonly Transition[] = [
  row('take', { from: OPEN_STATES, to: 'same', who: DESK, apply: work.take }),
  row('assign', { from: OPEN_STATES, to: 'same', who: ['supervisor'], apply: work.assign }),
  notYet('hand_over', OPEN_STATES, 'same', DESK),
  notYet('extend_deadline', OPEN_STATES, 'same', ['supervisor']),
  row('message', { from: OPEN_STATES, to: 'same', who: STAFF_OR_MERCHANT, apply: work.message }),
  row('note', { from: CASE_STATES, to: 'same', who: [...DESK, 'reviewer'], apply: work.note }),
  notYet('report_major_event', CASE_STATES, 'same', ['reviewer']),
];
