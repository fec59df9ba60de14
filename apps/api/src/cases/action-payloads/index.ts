import type { ActionBodies } from './action-body.dto';
import { APPEAL_BODIES } from './appeal.dto';
import { DECISION_BODIES } from './decision.dto';
import { ENDING_BODIES } from './ending.dto';
import { EVIDENCE_BODIES } from './evidence.dto';
import { INTAKE_BODIES } from './intake.dto';
import { MEASURE_BODIES } from './measure.dto';
import { REMEDY_BODIES } from './remedy.dto';
import { WATCH_BODIES } from './watch.dto';
import { SLIP_BODIES } from './slips.dto';
import { WORK_BODIES } from './work.dto';

export { ActionBody } from './action-body.dto';

/** The body of each action, a file a subject; one that is not named takes the version alone. */
export const ACTION_BODIES: ActionBodies = {
  ...INTAKE_BODIES,
  ...EVIDENCE_BODIES,
  ...SLIP_BODIES,
  ...DECISION_BODIES,
  ...APPEAL_BODIES,
  ...REMEDY_BODIES,
  ...ENDING_BODIES,
  ...MEASURE_BODIES,
  ...WATCH_BODIES,
  ...WORK_BODIES,
};
