import { fields, optional, text, type ShapesOf } from './shape-checks';

export interface RestorePayloads {
  restore_failed: { commandId?: string };
}

export const RESTORE_SHAPES: ShapesOf<RestorePayloads> = {
  restore_failed: fields({ commandId: optional(text) }),
};
