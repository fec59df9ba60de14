import type { Outcome } from '../reference';
import { findingReasons, type FindingReason } from './about-findings';
import { measuresAfterShape, type MeasureAfter } from './measure-after';
import { fields, optional, text, type ShapesOf } from './shape-checks';

export interface DecisionPayloads {
  propose: {
    outcome: Outcome;
    measuresAfter: readonly MeasureAfter[];
    reasons: readonly FindingReason[];
    text: string;
    objectionReply?: string;
  };
  return: { text: string };
  withdraw_proposal: { text: string };
  approve: { text?: string };
  /** `onBehalfChannel`: how the merchant said it, where staff file it for the merchant. */
  object: { text: string; onBehalfChannel?: string | null };
}

export const DECISION_SHAPES: ShapesOf<DecisionPayloads> = {
  propose: fields({ outcome: text, measuresAfter: measuresAfterShape, reasons: findingReasons }),
  return: fields({}),
  withdraw_proposal: fields({}),
  approve: fields({ text: optional(text) }),
  object: fields({ onBehalfChannel: optional(text) }),
};
