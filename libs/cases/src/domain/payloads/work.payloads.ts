import { anything, fields, type ShapesOf } from './shape-checks';

/** What can be done at any time while a case is open. */
export interface WorkPayloads {
  take: Record<string, never>;
  assign: { userId: string };
  message: { text: string };
  note: { text: string };
}

export const WORK_SHAPES: ShapesOf<WorkPayloads> = {
  take: anything,
  assign: fields({}),
  message: fields({}),
  note: fields({}),
};
