import * as guard from '../guards';
import { CASE_STATES, OPEN_STATES } from '../states';
import * as command from '../steps/command.steps';
import * as hold from '../steps/hold.steps';
import * as measure from '../steps/measure.steps';
import { row, type Transition } from '../transition';
import { BEFORE_DECISION, DESK } from './who-and-when';

/** Measures, their commands and authorities’ holds, whatever stage the case is in. */
export const MEASURE_ROWS: readonly Transition[] = [
  row('impose_measure', { from: OPEN_STATES, to: 'same', who: DESK, apply: measure.impose }),
  row('confirm_measure', {
    from: OPEN_STATES,
    to: 'same',
    who: DESK,
    guards: [guard.someMeasureToConfirm],
    apply: measure.confirm,
  }),
  row('ease_measure', {
    from: BEFORE_DECISION,
    to: 'same',
    who: ['supervisor'],
    guards: [guard.noHoldFor('ease_measure'), guard.someMeasureToEase],
    apply: measure.ease,
  }),
  // A measure that is left in force can outlive its case: it ends in its time all the same.
  row('measure_expired', {
    from: CASE_STATES,
    to: 'same',
    who: ['clock'],
    guards: [guard.noHoldFor('measure_expired')],
    apply: measure.expired,
  }),
  row('retry_command', {
    from: CASE_STATES,
    to: 'same',
    who: DESK,
    guards: [guard.someCommandToRetry],
    apply: command.retry,
  }),
  row('confirm_command', {
    from: CASE_STATES,
    to: 'same',
    who: DESK,
    guards: [guard.someCommandToConfirm],
    apply: command.confirmCommand,
  }),
  row('authority_hold', { from: CASE_STATES, to: 'same', who: ['reviewer'], apply: hold.place }),
  row('authority_release', {
    from: CASE_STATES,
    to: 'decided',
    who: ['reviewer'],
    guards: [guard.someHoldToRelease],
    apply: hold.release,
  }),
];
