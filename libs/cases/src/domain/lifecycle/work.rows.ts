import * as guard from '../guards';
import { CASE_STATES, OPEN_STATES } from '../states';
import * as correspondence from '../steps/correspondence.steps';
import * as delivery from '../steps/delivery.steps';
import * as priority from '../steps/priority.steps';
import * as work from '../steps/work.steps';
import { row, type Transition } from '../transition';
import { DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** The desk’s own work on a case, at any stage. */
export const WORK_ROWS: readonly Transition[] = [
  row('take', { from: OPEN_STATES, to: 'same', who: DESK, guards: [guard.nobodyElses], apply: work.take }),
  // The clock gives a case to whose turn it is.
  row('assign', { from: OPEN_STATES, to: 'same', who: ['supervisor', 'clock'], apply: work.assign }),
  row('hand_over', {
    from: OPEN_STATES,
    to: 'same',
    who: DESK,
    guards: [guard.ownCaseUnlessSupervisor],
    apply: work.handOver,
  }),
  // Open to whoever gave it away among many; what they take back is told to this alone, see `bulk`.
  row('put_back', { from: OPEN_STATES, to: 'same', who: DESK, apply: work.putBack }),
  // The clock raises what is not done in time.
  row('set_priority', {
    from: OPEN_STATES,
    to: 'same',
    who: ['supervisor', 'clock'],
    apply: priority.setPriority,
  }),
  row('extend_deadline', {
    from: OPEN_STATES,
    to: 'same',
    who: ['supervisor'],
    guards: [guard.someDeadlineToExtend],
    apply: work.extendDeadline,
  }),
  // Whatever became of the case: also after its end the window may still have to begin.
  row('record_delivery', {
    from: CASE_STATES,
    to: 'same',
    who: DESK,
    guards: [guard.someLetterUndelivered],
    apply: delivery.record,
  }),
  row('message', { from: OPEN_STATES, to: 'same', who: STAFF_OR_MERCHANT, apply: correspondence.message }),
  row('note', { from: CASE_STATES, to: 'same', who: [...DESK, 'reviewer'], apply: correspondence.note }),
  row('report_major_event', { from: CASE_STATES, to: 'same', who: ['reviewer'], apply: work.majorEvent }),
];
