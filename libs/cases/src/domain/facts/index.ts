import type { Actor, Zone } from '@thaw/kernel';
import type { Calendars } from '@thaw/sla/arithmetic';
import type { Persona } from '../personas';
import type { AppealFacts } from './appeal.facts';
import type { ClockFacts } from './clock.facts';
import type { CorrespondenceFacts } from './correspondence.facts';
import type { DecisionFacts } from './decision.facts';
import type { DeliveryFacts } from './delivery.facts';
import type { DeviceFacts } from './device.facts';
import type { DismissalFacts } from './dismissal.facts';
import type { EvidenceFacts } from './evidence.facts';
import type { FollowUpFacts } from './follow-up.facts';
import type { HoldFacts } from './hold.facts';
import type { InvolvementFacts } from './involvement.facts';
import type { MajorEventFacts } from './major-event.facts';
import type { MeasureFacts } from './measure.facts';
import type { OtherCasesFacts } from './other-cases.facts';
import type { PreventionFacts } from './prevention.facts';
import type { RemedyFacts } from './remedy.facts';
import type { ReplacementFacts } from './replacement.facts';
import type { RoutingFacts } from './routing.facts';
import type { ScanFacts } from './scan.facts';
import type { SlipFacts } from './slip.facts';
import type { TerminationFacts } from './termination.facts';
import type { WatchFacts } from './watch.facts';

export type * from './appeal.facts';
export type * from './case-snapshot';
export type * from './clock.facts';
export type * from './correspondence.facts';
export type * from './decision.facts';
export type * from './delivery.facts';
export type * from './device.facts';
export type * from './dismissal.facts';
export type * from './evidence.facts';
export type * from './follow-up.facts';
export type * from './hold.facts';
export type * from './involvement.facts';
export type * from './major-event.facts';
export type * from './measure.facts';
export type * from './other-cases.facts';
export type * from './prevention.facts';
export type * from './remedy.facts';
export type * from './replacement.facts';
export type * from './routing.facts';
export type * from './scan.facts';
export type * from './slip.facts';
export type * from './termination.facts';
export type * from './watch.facts';

/** When a decision is made, and when what it answers came in. */
export interface Moment {
  readonly now: Date;
  /** When the request came in; the case may have been locked by another until later. */
  readonly receivedAt: Date;
}

/**
 * All that a decision may rest on, a file a subject, read while the case is locked. A pure decision asks nothing else.
 */
export interface CaseFacts
  extends
    Moment,
    EvidenceFacts,
    FollowUpFacts,
    ScanFacts,
    SlipFacts,
    DecisionFacts,
    AppealFacts,
    MeasureFacts,
    ClockFacts,
    CorrespondenceFacts,
    DeliveryFacts,
    DeviceFacts,
    DismissalFacts,
    HoldFacts,
    InvolvementFacts,
    TerminationFacts,
    MajorEventFacts,
    OtherCasesFacts,
    PreventionFacts,
    RemedyFacts,
    ReplacementFacts,
    RoutingFacts,
    WatchFacts {
  readonly zone: Zone;
  /** What the desk reckons by now. */
  readonly calendars: Calendars;
}

/** One attempt at an action. */
export interface Attempt {
  readonly actor: Actor;
  readonly persona: Persona;
  readonly payload: unknown;
}
