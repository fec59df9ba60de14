import type { MeasureDraft } from '@thaw/registry/measures';
import type { ReasonCode } from '../reference';
import { fields, instant, listOf, oneOf, optional, text, type ShapesOf } from './shape-checks';

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
    /** Where no terminal system can be asked: who said that no measure is in force, how and when. */
    confirmedBy?: WordByHand | null;
  };
}

/** A person's word in place of the terminal system's. */
export interface WordByHand {
  readonly name: string;
  /** E.g. `phone` or `visit`. */
  readonly channel: string;
  readonly at: Date;
  /** A file of the case that shows it. */
  readonly fileId?: string | null;
}

export const INTAKE_SHAPES: ShapesOf<IntakePayloads> = {
  open: fields({ measures: listOf(fields({ level: text, scope: text })), channel: text, text }),
  triage: fields({ reasonCode: text }),
  reclassify: fields({ reasonCode: text }),
  dismiss: fields({
    as: oneOf(...DISMISSALS),
    duplicateOf: optional(text),
    objectionReply: optional(text),
    confirmedBy: optional(fields({ name: text, channel: text, at: instant, fileId: optional(text) })),
  }),
};
