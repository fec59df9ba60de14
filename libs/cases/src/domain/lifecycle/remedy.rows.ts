import * as decision from '../steps/decision.steps';
import { notYet, row, type Transition } from '../transition';
import { DESK, FIXING, STAFF_OR_MERCHANT } from './who-and-when';

/** Remediation and replacement. */
export const REMEDY_ROWS: readonly Transition[] = [
  notYet('remediated', ['remediating'], 'restoring', ['clock', ...DESK]),
  notYet('recertified', ['replacing'], 'restoring', DESK),
  row('give_up', { from: FIXING, to: 'reviewing', who: ['clock', ...DESK], apply: decision.giveUp }),
  notYet('attest', FIXING, 'same', STAFF_OR_MERCHANT),
  notYet('verify', FIXING, 'same', DESK),
];
