import { TextBody, type ActionBodies } from './action-body.dto';

/** Remediation and replacement. */
export const REMEDY_BODIES = { give_up: TextBody } satisfies ActionBodies;
