import { Injectable } from '@nestjs/common';
import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { CalendarsQuery } from '@thaw/sla';
import type { CaseFacts, Moment } from '../domain';
import type { FreezeCase } from '../entities';
import { AppealFactsQuery } from './appeal-facts.query';
import { CaseRowsQuery, type CaseRows } from './case-rows.query';
import { ClockFactsQuery } from './clock-facts.query';
import { CorrespondenceFactsQuery } from './correspondence-facts.query';
import { DecisionFactsQuery } from './decision-facts.query';
import { DeliveryFactsQuery } from './delivery-facts.query';
import { DeviceFactsQuery } from './device-facts.query';
import { DismissalFactsQuery } from './dismissal-facts.query';
import { EvidenceFactsQuery } from './evidence-facts.query';
import { FollowUpFactsQuery } from './follow-up-facts.query';
import { HoldFactsQuery } from './hold-facts.query';
import { InvolvementFactsQuery } from './involvement-facts.query';
import { MajorEventFactsQuery } from './major-event-facts.query';
import { MeasureFactsQuery } from './measure-facts.query';
import { OtherCasesFactsQuery } from './other-cases-facts.query';
import { PreventionFactsQuery } from './prevention-facts.query';
import { RemedyFactsQuery } from './remedy-facts.query';
import { ReplacementFactsQuery } from './replacement-facts.query';
import { RoutingFactsQuery } from './routing-facts.query';
import { ScanFactsQuery } from './scan-facts.query';
import { SlipFactsQuery } from './slip-facts.query';
import { TerminationFactsQuery } from './termination-facts.query';
import { WatchFactsQuery } from './watch-facts.query';

/** Reads all that a decision may rest on, a reader a subject, inside the transaction that holds the case locked. */
@Injectable()
export class FactsQuery {
  constructor(
    private readonly calendars: CalendarsQuery,
    private readonly rowsOf: CaseRowsQuery,
    private readonly appeals: AppealFactsQuery,
    private readonly clocks: ClockFactsQuery,
    private readonly correspondence: CorrespondenceFactsQuery,
    private readonly decisions: DecisionFactsQuery,
    private readonly deliveries: DeliveryFactsQuery,
    private readonly devices: DeviceFactsQuery,
    private readonly dismissals: DismissalFactsQuery,
    private readonly evidence: EvidenceFactsQuery,
    private readonly followUps: FollowUpFactsQuery,
    private readonly holds: HoldFactsQuery,
    private readonly involvement: InvolvementFactsQuery,
    private readonly majorEvents: MajorEventFactsQuery,
    private readonly measures: MeasureFactsQuery,
    private readonly otherCases: OtherCasesFactsQuery,
    private readonly prevention: PreventionFactsQuery,
    private readonly remedies: RemedyFactsQuery,
    private readonly replacements: ReplacementFactsQuery,
    private readonly routing: RoutingFactsQuery,
    private readonly scans: ScanFactsQuery,
    private readonly slips: SlipFactsQuery,
    private readonly termination: TerminationFactsQuery,
    private readonly watch: WatchFactsQuery,
  ) {}

  once(tx: Tx, freezeCase: FreezeCase, actor: Actor, moment: Moment): FactsOnce {
    let facts: Promise<CaseFacts> | undefined;
    return () => (facts ??= this.load(tx, freezeCase, actor, moment));
  }

  /** Facts of several cases, one after the other: what is the same for all, or lies in one table, is read once. */
  ofMany(
    tx: Tx,
    cases: readonly FreezeCase[],
    actor: Actor,
    moment: Moment,
  ): (freezeCase: FreezeCase) => FactsOnce {
    const rowsOf = this.rowsOf.ofMany(tx, cases);
    let calendars: ReturnType<CalendarsQuery['inForce']> | undefined;
    return (freezeCase) => {
      let facts: Promise<CaseFacts> | undefined;
      return () =>
        (facts ??= this.load(
          tx,
          freezeCase,
          actor,
          moment,
          rowsOf(freezeCase),
          (calendars ??= this.calendars.inForce(tx)),
        ));
    };
  }

  async load(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    { now, receivedAt }: Moment,
    rows: CaseRows = this.rowsOf.of(tx, freezeCase),
    calendars = this.calendars.inForce(tx),
  ): Promise<CaseFacts> {
    const about = { tx, freezeCase, actor, rows };
    return {
      now,
      receivedAt,
      zone: this.calendars.zone,
      calendars: await calendars,
      ...(await this.appeals.read(about)),
      ...(await this.clocks.read(about)),
      ...(await this.correspondence.read(about)),
      ...(await this.decisions.read(about)),
      ...(await this.deliveries.read(about)),
      ...(await this.devices.read(about)),
      ...(await this.dismissals.read(about)),
      ...(await this.evidence.read(about)),
      ...(await this.followUps.read(about)),
      ...(await this.holds.read(about)),
      ...(await this.involvement.read(about)),
      ...(await this.majorEvents.read(about)),
      ...(await this.measures.read(about)),
      ...(await this.otherCases.read(about)),
      ...(await this.prevention.read(about)),
      ...(await this.remedies.read(about)),
      ...(await this.replacements.read(about)),
      ...(await this.routing.read(about)),
      ...(await this.scans.read(about)),
      ...(await this.slips.read(about)),
      ...(await this.termination.read(about)),
      ...(await this.watch.read(about)),
    };
  }
}

/** Facts of one look at a case, read when somebody first asks for them: nothing of it is written in between. */
export type FactsOnce = () => Promise<CaseFacts>;

/** For the room's list of providers. */
export const FACTS_READERS = [
  AppealFactsQuery,
  CaseRowsQuery,
  ClockFactsQuery,
  CorrespondenceFactsQuery,
  DecisionFactsQuery,
  DeliveryFactsQuery,
  DeviceFactsQuery,
  DismissalFactsQuery,
  EvidenceFactsQuery,
  FollowUpFactsQuery,
  HoldFactsQuery,
  InvolvementFactsQuery,
  MajorEventFactsQuery,
  MeasureFactsQuery,
  OtherCasesFactsQuery,
  PreventionFactsQuery,
  RemedyFactsQuery,
  ReplacementFactsQuery,
  RoutingFactsQuery,
  ScanFactsQuery,
  SlipFactsQuery,
  TerminationFactsQuery,
  WatchFactsQuery,
];
