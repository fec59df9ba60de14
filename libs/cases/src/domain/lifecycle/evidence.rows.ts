import * as guard from '../guards';
import { CASE_STATES, OPEN_STATES } from '../states';
import * as assessment from '../steps/assessment.steps';
import * as evidence from '../steps/evidence.steps';
import * as hold from '../steps/hold.steps';
import { row, type Transition } from '../transition';
import { ASSESSING, DESK, STAFF_OR_MERCHANT } from './who-and-when';

/** What the merchant and others are asked for, and what came of it. */
export const EVIDENCE_ROWS: readonly Transition[] = [
  row('request_evidence', {
    from: ['investigating', 'reviewing'],
    to: 'awaiting_merchant',
    who: DESK,
    apply: evidence.request,
  }),
  row('request_evidence', {
    from: ['appealing'],
    to: 'awaiting_merchant',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: evidence.request,
  }),
  row('submit_evidence', {
    from: ['awaiting_merchant'],
    to: 'decided',
    who: STAFF_OR_MERCHANT,
    guards: [guard.nothingMissing, guard.answerBrought],
    apply: evidence.submit,
  }),
  row('evidence_overdue', {
    from: ['awaiting_merchant'],
    to: 'decided',
    who: ['clock'],
    guards: [guard.requestDuePassed],
    apply: evidence.overdue,
  }),
  row('undo_overdue', {
    from: ['reviewing', 'appealing'],
    to: 'awaiting_merchant',
    who: ['clock'],
    guards: [guard.answerCameInTime],
    apply: evidence.undoOverdue,
  }),
  row('recall_request', {
    from: ['awaiting_merchant'],
    to: 'decided',
    who: [...DESK, 'reviewer'],
    guards: [guard.requestIsOwn],
    apply: evidence.recall,
  }),
  row('assess', {
    from: ASSESSING,
    to: 'same',
    who: DESK,
    guards: [guard.notAskedInAppeal],
    apply: assessment.accept,
  }),
  row('assess', {
    from: ['awaiting_merchant'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.askedInAppeal, guard.independentReviewer],
    apply: assessment.accept,
  }),
  row('assess', {
    from: ['appealing'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: assessment.accept,
  }),
  row('reject', {
    from: ASSESSING,
    to: 'same',
    who: DESK,
    guards: [guard.notAskedInAppeal],
    apply: assessment.reject,
  }),
  row('reject', {
    from: ['awaiting_merchant'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.askedInAppeal, guard.independentReviewer],
    apply: assessment.reject,
  }),
  row('reject', {
    from: ['appealing'],
    to: 'same',
    who: ['reviewer'],
    guards: [guard.independentReviewer],
    apply: assessment.reject,
  }),
  row('waive', {
    from: ASSESSING,
    to: 'same',
    who: ['supervisor'],
    guards: [guard.notAskedInAppeal],
    apply: assessment.waive,
  }),
  row('add_evidence', { from: OPEN_STATES, to: 'same', who: STAFF_OR_MERCHANT, apply: assessment.add }),
  row('add_evidence', {
    from: CASE_STATES,
    to: 'same',
    who: ['reviewer'],
    guards: [guard.itemIsAuthoritys],
    apply: hold.addDocument,
  }),
];
