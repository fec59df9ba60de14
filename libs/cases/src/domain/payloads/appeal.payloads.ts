import type { Outcome } from '../reference';
import { findingAnswers, findingReasons, type FindingAnswer, type FindingReason } from './about-findings';
import { measuresAfterShape, type MeasureAfter } from './measure-after';
import { fields, oneOf, optional, text, type ShapesOf } from './shape-checks';

export interface AppealPayloads {
  /** `onBehalfChannel`: how the merchant said it, where staff file it for the merchant. */
  appeal: { answers: readonly FindingAnswer[]; text: string; onBehalfChannel?: string | null };
  uphold_appeal: { reasons: readonly FindingReason[]; text: string };
  overturn: {
    extent: 'full' | 'partial';
    outcome: Outcome;
    measuresAfter: readonly MeasureAfter[];
    reasons: readonly FindingReason[];
    text: string;
  };
}

export const APPEAL_SHAPES: ShapesOf<AppealPayloads> = {
  appeal: fields({ answers: findingAnswers, onBehalfChannel: optional(text) }),
  uphold_appeal: fields({ reasons: findingReasons }),
  overturn: fields({
    extent: oneOf('full', 'partial'),
    outcome: text,
    measuresAfter: measuresAfterShape,
    reasons: findingReasons,
  }),
};
