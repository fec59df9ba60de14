import { OPEN_STATES } from '../states';
import * as intake from '../steps/intake.steps';
import { notYet, row, type Transition } from '../transition';
import { DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** From the report to an owner’s desk. */
export const INTAKE_ROWS: readonly Transition[] = [
  row('open', {
    from: ['none', ...OPEN_STATES],
    to: 'decided',
    who: ['machine', ...STAFF_OR_MERCHANT],
    apply: intake.open,
  }),
  row('triage', { from: ['reported'], to: 'investigating', who: DESK, apply: intake.triage }),
  notYet('reclassify', ['investigating', 'reviewing'], 'same', DESK),
  notYet('dismiss', ['reported', 'investigating'], 'closed', DESK),
];
