import type { MeasureDraft } from '@thaw/registry/measures';
import type { ReasonCode } from '../reference';
import { fields, listOf, text, type ShapesOf } from './shape-checks';

export interface IntakePayloads {
  open: { measures: readonly MeasureDraft[]; channel: string; text: string };
  triage: { reasonCode: ReasonCode };
}

export const INTAKE_SHAPES: ShapesOf<IntakePayloads> = {
  open: fields({ measures: listOf(fields({ level: text, scope: text })), channel: text, text }),
  triage: fields({ reasonCode: text }),
};
