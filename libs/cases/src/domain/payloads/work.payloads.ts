import { anything, fields, instant, optional, text, type ShapesOf } from './shape-checks';

/** What can be done at any time while a case is open. */
export interface WorkPayloads {
  take: Record<string, never>;
  assign: { userId: string };
  hand_over: { userId: string; text: string };
  /** Which clock runs until when. */
  extend_deadline: { clock: string; dueAt: Date; text: string };
  message: { text: string };
  note: { text: string };
  /** Without a receipt it names the event, which starts its clock; with one it is filed. */
  report_major_event: { receiptNo?: string | null; text: string };
}

export const WORK_SHAPES: ShapesOf<WorkPayloads> = {
  take: anything,
  assign: fields({}),
  hand_over: fields({}),
  extend_deadline: fields({ clock: text, dueAt: instant }),
  message: fields({}),
  note: fields({}),
  report_major_event: fields({ receiptNo: optional(text) }),
};
