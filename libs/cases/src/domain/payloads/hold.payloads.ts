import { fields, text, type ShapesOf } from './shape-checks';

export interface HoldPayloads {
  /** `fileId`: the authority's document. */
  authority_hold: { fileId: string; text: string };
  /** `fileId`: the authority's release, another document. */
  authority_release: { holdId: string; fileId: string; text: string };
}

export const HOLD_SHAPES: ShapesOf<HoldPayloads> = {
  authority_hold: fields({ fileId: text }),
  authority_release: fields({ holdId: text, fileId: text }),
};
