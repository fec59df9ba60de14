import {
  anything,
  fields,
  flag,
  instant,
  listOf,
  optional,
  text,
  wholeNumber,
  type ShapesOf,
} from './shape-checks';

/** The published version of a reply template that a text comes of. */
export interface SentTemplate {
  readonly id: string;
  readonly version: number;
  /** Whether somebody wrote it otherwise. */
  readonly edited: boolean;
}

/** The step of a clock that the desk escalates a case for by itself: never said from outside. */
export interface EscalatedStep {
  readonly clock: string;
  readonly step: string;
}

/** What can be done at any time while a case is open. */
export interface WorkPayloads {
  take: Record<string, never>;
  /**
   * To a colleague, or with null to nobody, so that it waits in its queue; `byLoad` to the member who has the least;
   * with a queue, to that one. With a reason, more than the cap of whoever gets it.
   */
  assign: {
    userId?: string | null;
    byLoad?: boolean | null;
    queue?: string | null;
    overCap?: string | null;
    text?: string | null;
    escalates?: EscalatedStep | null;
  };
  hand_over: { userId: string; text: string };
  /** To whose it was, null: nobody's, and where, null: in no queue yet, before the change of many cases that it takes back. */
  put_back: { ownerId: string | null; queue: string | null; undoes: string };
  /** 1 presses most; a person says why. */
  set_priority: { priority: number; text?: string | null; escalates?: EscalatedStep | null };
  /** Which clock runs until when. */
  extend_deadline: { clock: string; dueAt: Date; text: string };
  /** With files that the sender has uploaded for messages. */
  message: { text: string; fileIds?: readonly string[] | null; template?: SentTemplate | null };
  /** With files uploaded for notes, and colleagues to be told of it. */
  note: {
    text: string;
    fileIds?: readonly string[] | null;
    mentionIds?: readonly string[] | null;
    template?: SentTemplate | null;
  };
  /** Without a receipt it names the event, which starts its clock; with one it is filed. */
  report_major_event: { receiptNo?: string | null; text: string };
}

const ESCALATES = optional(fields({ clock: text, step: text }));
const TEMPLATE = optional(fields({ id: text, version: wholeNumber, edited: flag }));

export const WORK_SHAPES: ShapesOf<WorkPayloads> = {
  take: anything,
  assign: fields({
    userId: optional(text),
    byLoad: optional(flag),
    queue: optional(text),
    overCap: optional(text),
    text: optional(text),
    escalates: ESCALATES,
  }),
  hand_over: fields({}),
  put_back: fields({ ownerId: optional(text), queue: optional(text), undoes: text }),
  set_priority: fields({ priority: wholeNumber, text: optional(text), escalates: ESCALATES }),
  extend_deadline: fields({ clock: text, dueAt: instant }),
  message: fields({ fileIds: optional(listOf(text)), template: TEMPLATE }),
  note: fields({ fileIds: optional(listOf(text)), mentionIds: optional(listOf(text)), template: TEMPLATE }),
  report_major_event: fields({ receiptNo: optional(text) }),
};
