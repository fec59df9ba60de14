import { anything, fields, optional, text, wholeNumber, type ShapesOf } from './shape-checks';

export interface FollowUpPayloads {
  /** On a day of the desk (YYYY-MM-DD), or so many working days from now; why, where somebody wants to know it then. */
  set_follow_up: { on?: string | null; workingDays?: number | null; text?: string | null };
  clear_follow_up: Record<string, never>;
}

export const FOLLOW_UP_SHAPES: ShapesOf<FollowUpPayloads> = {
  set_follow_up: fields({ on: optional(text), workingDays: optional(wholeNumber), text: optional(text) }),
  clear_follow_up: anything,
};
