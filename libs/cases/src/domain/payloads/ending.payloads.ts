import { fields, type ShapesOf } from './shape-checks';

/** How a case ends, and how it begins again. */
export interface EndingPayloads {
  /** The new facts. */
  reopen: { text: string };
}

export const ENDING_SHAPES: ShapesOf<EndingPayloads> = {
  reopen: fields({}),
};
