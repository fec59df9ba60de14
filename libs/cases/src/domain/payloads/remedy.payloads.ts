import { fields, type ShapesOf } from './shape-checks';

/** Remediation and replacement. */
export interface RemedyPayloads {
  give_up: { text: string };
}

export const REMEDY_SHAPES: ShapesOf<RemedyPayloads> = { give_up: fields({}) };
