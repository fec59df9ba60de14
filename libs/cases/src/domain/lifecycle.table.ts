import { APPEAL_ROWS } from './lifecycle/appeal.rows';
import { DECISION_ROWS } from './lifecycle/decision.rows';
import { ENDING_ROWS } from './lifecycle/ending.rows';
import { EVIDENCE_ROWS } from './lifecycle/evidence.rows';
import { FOLLOW_UP_ROWS } from './lifecycle/follow-up.rows';
import { INTAKE_ROWS } from './lifecycle/intake.rows';
import { MEASURE_ROWS } from './lifecycle/measure.rows';
import { REMEDY_ROWS } from './lifecycle/remedy.rows';
import { RESTORE_ROWS } from './lifecycle/restore.rows';
import { WATCH_ROWS } from './lifecycle/watch.rows';
import { SLIP_ROWS } from './lifecycle/slip.rows';
import { WORK_ROWS } from './lifecycle/work.rows';
import type { Transition } from './transition';

/**
 * The life of a case, whole, a file a stage: every action, from where, by whom, only if, and what it does. Nothing else in
 * the house decides where a case may go; the API's one action endpoint and every list of allowed actions read this table.
 */
export const LIFECYCLE: readonly Transition[] = [
  ...INTAKE_ROWS,
  ...EVIDENCE_ROWS,
  ...SLIP_ROWS,
  ...DECISION_ROWS,
  ...APPEAL_ROWS,
  ...REMEDY_ROWS,
  ...RESTORE_ROWS,
  ...WATCH_ROWS,
  ...ENDING_ROWS,
  ...MEASURE_ROWS,
  ...WORK_ROWS,
  ...FOLLOW_UP_ROWS,
];
