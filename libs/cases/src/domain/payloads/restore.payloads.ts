import { proofShape, type ProofGiven } from './measure.payloads';
import { fields, optional, text, type ShapesOf } from './shape-checks';

export interface RestorePayloads {
  restore_failed: { commandId?: string };
  confirm_restore_manually: ProofGiven;
  /** A person says why; the clock's reason stands in the facts. */
  stop_restore: { text?: string };
}

export const RESTORE_SHAPES: ShapesOf<RestorePayloads> = {
  restore_failed: fields({ commandId: optional(text) }),
  confirm_restore_manually: fields(proofShape),
  stop_restore: fields({ text: optional(text) }),
};
