import type { FindingReason } from '../payloads';
import type { CaseState } from '../states';
import type { AppealEffect } from './appeal.effects';
import type { CaseChanges } from './case-changes';
import type { CaseEffect } from './case.effects';
import type { ClockEffect } from './clock.effects';
import type { DecisionEffect } from './decision.effects';
import type { DeliveryEffect } from './delivery.effects';
import type { EvidenceEffect } from './evidence.effects';
import type { FollowUpEffect } from './follow-up.effects';
import type { HoldEffect } from './hold.effects';
import type { MajorEventEffect } from './major-event.effects';
import type { MeasureEffect } from './measure.effects';
import type { RemedyEffect } from './remedy.effects';
import type { ReplacementEffect } from './replacement.effects';
import type { SlipEffect } from './slip.effects';
import type { TellingEffect } from './telling.effects';
import type { TerminationEffect } from './termination.effects';
import type { WatchEffect } from './watch.effects';

export type { AppealEffect, AppealVerdict } from './appeal.effects';
export type { CaseChanges } from './case-changes';
export type { CaseEffect } from './case.effects';
export { apartFromClocks, type ClockEffect, type OtherEffect } from './clock.effects';
export type { DecisionEffect } from './decision.effects';
export type { DeliveryEffect } from './delivery.effects';
export type { EvidenceEffect } from './evidence.effects';
export type { FollowUpEffect } from './follow-up.effects';
export type { HoldEffect } from './hold.effects';
export type { MajorEventEffect } from './major-event.effects';
export type { MeasureEffect } from './measure.effects';
export type { RemedyEffect } from './remedy.effects';
export type { ReplacementEffect, ReplacementStepDetail } from './replacement.effects';
export type { SlipAnswered, SlipEffect, SlipJudged } from './slip.effects';
export type { NotificationTemplate, TellingEffect } from './telling.effects';
export type { TerminationEffect } from './termination.effects';
export type { HitAnswer, WatchEffect } from './watch.effects';

/** What else a transition does, as data, a file a subject; the service carries each out in the same transaction. */
export type Effect =
  | EvidenceEffect
  | DecisionEffect
  | DeliveryEffect
  | AppealEffect
  | CaseEffect
  | MeasureEffect
  | FollowUpEffect
  | HoldEffect
  | RemedyEffect
  | ReplacementEffect
  | ClockEffect
  | MajorEventEffect
  | SlipEffect
  | TerminationEffect
  | WatchEffect
  | TellingEffect;

/** What a timeline entry says: ids and codes in `data`; words of people in `content`, which can be erased. */
export interface EventDraft {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly content?: {
    readonly text?: string | undefined;
    readonly objectionReply?: string | undefined;
    /** Who outside the desk said so. */
    readonly saidBy?: string | undefined;
    readonly reasons?: readonly FindingReason[];
  };
}

/** The result of a decision: where the case goes and what is done on the way. */
export interface Decision {
  readonly to: CaseState;
  readonly changes: CaseChanges;
  readonly effects: readonly Effect[];
  readonly event: EventDraft;
}
