import { Injectable } from '@nestjs/common';
import type { OtherEffect } from '../domain';
import { AppealEffects } from './appeal-effects';
import { CaseEffects } from './case-effects';
import { DecisionEffects } from './decision-effects';
import { DeliveryEffects } from './delivery-effects';
import type { EffectContext, EffectHandlers } from './effect-handlers';
import { EvidenceEffects } from './evidence-effects';
import { FollowUpEffects } from './follow-up-effects';
import { HoldEffects } from './hold-effects';
import { MajorEventEffects } from './major-event-effects';
import { MeasureEffects } from './measure-effects';
import { RemedyEffects } from './remedy-effects';
import { ReplacementEffects } from './replacement-effects';
import { SlipEffects } from './slip-effects';
import { TellingEffects } from './telling-effects';
import { TerminationEffects } from './termination-effects';
import { WatchEffects } from './watch-effects';

/** Carries out what a decision said, but for clocks, which go by its event: each subject's effects in a file of
 * their own, all in the decision's transaction. */
@Injectable()
export class EffectsService {
  private readonly handlers: EffectHandlers<OtherEffect>;

  constructor(
    appeals: AppealEffects,
    cases: CaseEffects,
    decisions: DecisionEffects,
    deliveries: DeliveryEffects,
    evidence: EvidenceEffects,
    followUps: FollowUpEffects,
    holds: HoldEffects,
    majorEvents: MajorEventEffects,
    measures: MeasureEffects,
    remedies: RemedyEffects,
    replacements: ReplacementEffects,
    slips: SlipEffects,
    telling: TellingEffects,
    termination: TerminationEffects,
    watch: WatchEffects,
  ) {
    this.handlers = {
      ...appeals.handlers,
      ...cases.handlers,
      ...decisions.handlers,
      ...deliveries.handlers,
      ...evidence.handlers,
      ...followUps.handlers,
      ...holds.handlers,
      ...majorEvents.handlers,
      ...measures.handlers,
      ...remedies.handlers,
      ...replacements.handlers,
      ...slips.handlers,
      ...telling.handlers,
      ...termination.handlers,
      ...watch.handlers,
    };
  }

  carryOut(context: EffectContext, effect: OtherEffect): Promise<void> {
    // By its kind it is the handler of this very effect; the compiler cannot follow a union through an index.
    const handler = this.handlers[effect.kind] as (
      context: EffectContext,
      effect: OtherEffect,
    ) => Promise<void>;
    return handler(context, effect);
  }
}

/** For the room's list of providers. */
export const EFFECT_HANDLERS = [
  AppealEffects,
  CaseEffects,
  DecisionEffects,
  DeliveryEffects,
  EvidenceEffects,
  FollowUpEffects,
  HoldEffects,
  MajorEventEffects,
  MeasureEffects,
  RemedyEffects,
  ReplacementEffects,
  SlipEffects,
  TellingEffects,
  TerminationEffects,
  WatchEffects,
];
