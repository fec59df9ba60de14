import type { EvidenceCode } from '../reference';
import { SLIPS_TO_ASK, type SlipsToAsk } from './slip.payloads';
import { fields, flag, listOf, optional, text, type ShapesOf } from './shape-checks';

export interface EvidencePayloads {
  request_evidence: {
    items: readonly { code: EvidenceCode; required: boolean }[];
    /** Slips of single sales, asked for under the item for slips. */
    slips?: SlipsToAsk | null;
    text: string;
  };
  submit_evidence: {
    absences?: readonly { itemId: string; reason: string }[] | null;
    /** Saves what was said so far; the request stays open. */
    partial?: boolean | null;
    onBehalfChannel?: string;
  };
  recall_request: { text: string };
  assess: { itemId: string };
  reject: { itemId: string; text: string };
  waive: { itemId: string; text: string };
  add_evidence: { itemId: string; fileId: string; mediaType: string; onBehalfChannel?: string };
}

export const EVIDENCE_SHAPES: ShapesOf<EvidencePayloads> = {
  request_evidence: fields({
    items: listOf(fields({ code: text, required: flag })),
    slips: optional(SLIPS_TO_ASK),
    text: optional(text),
  }),
  submit_evidence: fields({
    absences: optional(listOf(fields({ itemId: text, reason: text }))),
    partial: optional(flag),
    onBehalfChannel: optional(text),
  }),
  recall_request: fields({}),
  assess: fields({ itemId: text }),
  reject: fields({ itemId: text }),
  waive: fields({ itemId: text }),
  add_evidence: fields({ itemId: text, fileId: text, mediaType: text, onBehalfChannel: optional(text) }),
};
