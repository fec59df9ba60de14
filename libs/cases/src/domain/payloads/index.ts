import { APPEAL_SHAPES, type AppealPayloads } from './appeal.payloads';
import { DECISION_SHAPES, type DecisionPayloads } from './decision.payloads';
import { DELIVERY_SHAPES, type DeliveryPayloads } from './delivery.payloads';
import { ENDING_SHAPES, type EndingPayloads } from './ending.payloads';
import { EVIDENCE_SHAPES, type EvidencePayloads } from './evidence.payloads';
import { FOLLOW_UP_SHAPES, type FollowUpPayloads } from './follow-up.payloads';
import { HOLD_SHAPES, type HoldPayloads } from './hold.payloads';
import { INTAKE_SHAPES, type IntakePayloads } from './intake.payloads';
import { MEASURE_SHAPES, type MeasurePayloads } from './measure.payloads';
import { REMEDY_SHAPES, type RemedyPayloads } from './remedy.payloads';
import { RESTORE_SHAPES, type RestorePayloads } from './restore.payloads';
import { SLIP_SHAPES, type SlipPayloads } from './slip.payloads';
import type { ShapesOf } from './shape-checks';
import { WATCH_SHAPES, type WatchPayloads } from './watch.payloads';
import { WORK_SHAPES, type WorkPayloads } from './work.payloads';

export * from './about-findings';
export { DELIVERY_CHANNELS, type DeliveryChannel } from './delivery.payloads';
export { DISMISSALS, type Dismissal, type WordByHand } from './intake.payloads';
export * from './measure-after';
export type { DrawnSample, SaleToAsk, SlipJudgement, SlipStatement, SlipsToAsk } from './slip.payloads';
export type { SentTemplate } from './work.payloads';
export type { Easing, ProofGiven } from './measure.payloads';

/** What each action that can be taken now needs to be told, a file a subject. Actions without a row need nothing. */
export interface ActionPayloads
  extends
    IntakePayloads,
    EvidencePayloads,
    SlipPayloads,
    DecisionPayloads,
    DeliveryPayloads,
    AppealPayloads,
    RemedyPayloads,
    RestorePayloads,
    WatchPayloads,
    EndingPayloads,
    MeasurePayloads,
    FollowUpPayloads,
    HoldPayloads,
    WorkPayloads {}

/**
 * The shape of each payload, so that a step reads what it was promised. Doors check more, lengths and formats, and in
 * the reader's form; this is what keeps the pure side from stumbling whatever door was used. A text that must not be
 * empty is the step's own to ask for.
 */
export const PAYLOAD_SHAPES: ShapesOf<ActionPayloads> = {
  ...INTAKE_SHAPES,
  ...EVIDENCE_SHAPES,
  ...SLIP_SHAPES,
  ...DECISION_SHAPES,
  ...DELIVERY_SHAPES,
  ...APPEAL_SHAPES,
  ...REMEDY_SHAPES,
  ...RESTORE_SHAPES,
  ...WATCH_SHAPES,
  ...ENDING_SHAPES,
  ...MEASURE_SHAPES,
  ...FOLLOW_UP_SHAPES,
  ...HOLD_SHAPES,
  ...WORK_SHAPES,
};
