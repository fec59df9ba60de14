import type { MeasureDraft } from '@thaw/registry/measures';
import type { ReasonCode } from '../reference';
import { fields, listOf, oneOf, optional, text, type ShapesOf } from './shape-checks';

export const DISMISSALS = ['not_frozen', 'duplicate', 'withdrawn'] as const;
export type Dismissal = (typeof DISMISSALS)[number];

export interface IntakePayloads {
  open: { measures: readonly MeasureDraft[]; channel: string; text: string };
  triage: { reasonCode: ReasonCode };
  reclassify: { reasonCode: ReasonCode; text: string };
  dismiss: {
    as: Dismissal;
    text: string;
    /** Of a duplicate: the number of the case that goes on. */
    duplicateOf?: string | null;
    /** Where the merchant objected: what they read. */
    objectionReply?: string | null;
  };
}

export const INTAKE_SHAPES: ShapesOf<IntakePayloads> = {
  open: fields({ measures: listOf(fields({ level: text, scope: text })), channel: text, text }),
  triage: fields({ reasonCode: text }),
  reclassify: fields({ reasonCode: text }),
  dismiss: fields({ as: oneOf(...DISMISSALS), duplicateOf: optional(text), objectionReply: optional(text) }),
};
