import * as guard from '../guards';
import { OPEN_STATES } from '../states';
import * as followUp from '../steps/follow-up.steps';
import { row, type Transition } from '../transition';
import { DESK } from './who-and-when';

/** When somebody means to look at a case again, which is theirs alone. */
export const FOLLOW_UP_ROWS: readonly Transition[] = [
  row('set_follow_up', { from: OPEN_STATES, to: 'same', who: [...DESK, 'reviewer'], apply: followUp.set }),
  row('clear_follow_up', {
    from: OPEN_STATES,
    to: 'same',
    who: [...DESK, 'reviewer'],
    guards: [guard.someFollowUp],
    apply: followUp.clear,
  }),
];
