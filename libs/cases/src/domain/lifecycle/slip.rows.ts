import * as guard from '../guards';
import * as slip from '../steps/slip.steps';
import { row, type Transition } from '../transition';
import { ASSESSING, DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** Slips of single sales: asked for with other evidence, answered and judged one by one. */
export const SLIP_ROWS: readonly Transition[] = [
  row('answer_slips', {
    from: ['awaiting_merchant'],
    to: 'same',
    who: STAFF_OR_MERCHANT,
    guards: [guard.slipsAsked, guard.slipsInTime],
    apply: slip.answer,
  }),
  row('assess_slips', {
    from: ASSESSING,
    to: 'same',
    who: DESK,
    guards: [guard.notAskedInAppeal],
    apply: slip.assess,
  }),
  row('assess_slips', {
    from: ['awaiting_merchant'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.askedInAppeal, guard.independentReviewer],
    apply: slip.assess,
  }),
  row('assess_slips', {
    from: ['appealing'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: slip.assess,
  }),
];
