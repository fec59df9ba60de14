import type { MeasureDraft } from '@thaw/registry/measures';
import { fields, oneOf, optional, text, wholeFen, type ShapesOf } from './shape-checks';

/** How one measure is eased before there is a decision. */
export type Easing =
  | { readonly measureId: string; readonly change: 'lift' }
  | {
      readonly measureId: string;
      readonly change: 'narrow';
      readonly level: string;
      readonly scope?: string | null;
      readonly limitSingleFen?: number | null;
      readonly limitDailyFen?: number | null;
    }
  /** Held money that goes to the merchant; without an amount, all of it. */
  | { readonly measureId: string; readonly change: 'release'; readonly amountFen?: number | null };

export interface MeasurePayloads {
  impose_measure: MeasureDraft & { readonly raises?: string | null; readonly text: string };
  confirm_measure: { measureId: string };
  ease_measure: Easing & { readonly text: string };
  measure_expired: { measureId: string };
  retry_command: { commandId: string };
  confirm_command: { commandId: string } & ProofGiven;
}

/** What the first of two persons shows; the second needs none. */
export interface ProofGiven {
  readonly channel?: string | null;
  readonly fileId?: string | null;
  readonly text?: string | null;
}

export const proofShape = { channel: optional(text), fileId: optional(text), text: optional(text) };

const limits = { limitSingleFen: optional(wholeFen), limitDailyFen: optional(wholeFen) };

export const MEASURE_SHAPES: ShapesOf<MeasurePayloads> = {
  impose_measure: fields({
    level: text,
    scope: text,
    ...limits,
    heldAmountFen: optional(wholeFen),
    heldGround: optional(text),
    raises: optional(text),
  }),
  confirm_measure: fields({ measureId: text }),
  ease_measure: fields({
    measureId: text,
    change: oneOf('lift', 'narrow', 'release'),
    level: optional(text),
    scope: optional(text),
    ...limits,
    amountFen: optional(wholeFen),
  }),
  measure_expired: fields({ measureId: text }),
  retry_command: fields({ commandId: text }),
  confirm_command: fields({ commandId: text, ...proofShape }),
};
