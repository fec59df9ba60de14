import type { PreventionView, TerminalView } from '@thaw/registry';
import type { ScanOutline, Slip } from '@thaw/risk';
import type { CaseClock } from '@thaw/sla';
import { OUTCOME_TITLES, appealTerms, referenceOf, type ActionStanding, type CaseFacts } from '../domain';
import type {
  Appeal,
  EvidenceFile,
  EvidenceItem,
  FreezeCase,
  LetterDelivery,
  MajorEvent,
  Objection,
} from '../entities';
import { deliveryOfDecision } from './delivery.view';
import { itemsForStaff } from './evidence.view';
import {
  commandViews,
  holdViews,
  measureViews,
  othersInForceViews,
  proposalWarnings,
  type MeasureReading,
} from './measures.view';
import type { WatchReading } from '../watch/watch-readings.query';
import { slipsForStaff } from './slips.view';
import { terminationView } from './termination.view';
import { remedyForStaff, type RemedyReading } from './remedy.view';

/** Everything of a case that its views show, read in one transaction. */
export interface CaseReading extends MeasureReading, RemedyReading {
  readonly freezeCase: FreezeCase;
  readonly facts: CaseFacts;
  /** The last finished one, for staff. */
  readonly scan: ScanOutline | null;
  readonly terminal: TerminalView;
  /** For staff. */
  readonly watch: WatchReading;
  /** For staff. */
  readonly prevention: PreventionView | null;
  readonly items: readonly EvidenceItem[];
  readonly files: readonly EvidenceFile[];
  readonly slips: readonly Slip[];
  readonly clocks: readonly CaseClock[];
  readonly appeals: readonly Appeal[];
  readonly objections: readonly Objection[];
  readonly majorEvents: readonly MajorEvent[];
  readonly deliveries: readonly LetterDelivery[];
  readonly actions: readonly ActionStanding[];
}

/** A case as staff see it: whole, with what each action is open to, and why the others are closed. */
export interface StaffCase extends ReturnType<typeof staffCase> {}

/** A case as staff see it: whole. */
export function staffCase(reading: CaseReading) {
  const { freezeCase, facts, terminal } = reading;
  const { reasonCode, outcome } = freezeCase;
  const reference = referenceOf(freezeCase.referenceVersion);
  const reason = reasonCode && reference.reasons[reasonCode];
  return {
    number: freezeCase.number,
    version: freezeCase.version,
    state: freezeCase.state,
    stateSince: freezeCase.stateSince,
    referenceVersion: reference.version,
    reason: reason ? { code: reasonCode, title: reason.title, outcomes: reason.outcomes } : null,
    slaClass: freezeCase.slaClass,
    queue: freezeCase.queue,
    priority: freezeCase.priority,
    ownerId: freezeCase.ownerId,
    openedAt: freezeCase.openedAt,
    openedVia: freezeCase.openedVia,
    closedAt: freezeCase.closedAt,
    resolution: freezeCase.resolution,
    outcome: outcome ? { code: outcome, title: OUTCOME_TITLES[outcome] } : null,
    letterDeliveredAt: freezeCase.letterDeliveredAt,
    letterDelivery: deliveryOfDecision(reading),
    /** What `record_delivery` can be about. */
    undeliveredLetters: facts.undelivered,
    appealUntil: freezeCase.appealUntil,
    appealRounds: freezeCase.appealRounds,
    appealTerms: appealTerms({ reference, reasonCode }),
    watchUntil: freezeCase.watchUntil,
    terminal,
    prevention: reading.prevention && {
      asOf: reading.prevention.asOf,
      policyVersion: reading.prevention.policyVersion,
      overdue: reading.prevention.overdue,
      standing: reading.prevention.standing,
    },
    measures: measureViews(freezeCase, reading),
    othersInForce: othersInForceViews(reading),
    commands: commandViews(reading),
    holds: holdViews(reading),
    evidence: {
      request: facts.openRequest && {
        dueAt: facts.openRequest.dueAt,
        returnsTo: facts.openRequest.returnsTo,
        requestedBy: facts.openRequest.requestedBy,
      },
      items: itemsForStaff(reading),
      slips: slipsForStaff(reading),
    },
    remediation: remedyForStaff(reading),
    clocks: reading.clocks.map(({ kind, beganAt, dueAt, provisional, pausedAt, stoppedAt, overdueAt }) => ({
      kind,
      startedAt: beganAt,
      dueAt,
      provisional,
      pausedAt,
      stoppedAt,
      overdueAt,
    })),
    scan: reading.scan && {
      id: reading.scan.id,
      cutOffAt: reading.scan.cutOffAt,
      findings: reading.scan.parts.reduce((sum, { findings }) => sum + findings, 0),
      score: reading.scan.score,
      parts: reading.scan.parts,
      ruleSet: reading.scan.ruleSet,
    },
    proposals: reading.proposals.map(
      ({
        id,
        outcome: proposed,
        measuresAfter,
        answersObjection,
        objectionReply,
        state,
        proposedBy,
        proposedAt,
        decidedBy,
        decidedAt,
      }) => ({
        id,
        outcome: proposed,
        measuresAfter,
        answersObjection,
        objectionReply,
        state,
        proposedBy,
        proposedAt,
        decidedBy,
        decidedAt,
        warnings: state === 'pending' ? proposalWarnings(freezeCase, reading, measuresAfter) : [],
      }),
    ),
    objections: reading.objections.map(
      ({ id, objectedBy, onBehalfChannel, objectedAt, replyDueAt, answeredBy, dismissalReply }) => ({
        id,
        objectedBy,
        onBehalfChannel,
        objectedAt,
        replyDueAt,
        answered: answeredBy !== null || dismissalReply !== null,
      }),
    ),
    appeals: reading.appeals.map(
      ({
        id,
        round,
        appealedState,
        appealedOutcome,
        openedBy,
        onBehalfChannel,
        openedAt,
        replyDueAt,
        decision,
        decidedBy,
        decidedAt,
      }) => ({
        id,
        round,
        appealedState,
        appealedOutcome,
        openedBy,
        onBehalfChannel,
        openedAt,
        replyDueAt,
        decision,
        decidedBy,
        decidedAt,
      }),
    ),
    /** The reader's own. */
    followUp: facts.followUp,
    majorEvents: reading.majorEvents.map(({ caseId: _case, ...event }) => event),
    termination: terminationView(freezeCase, facts),
    restore: facts.restore,
    /** What weighs in triage; null where it is over. */
    otherCases: facts.otherCases,
    watch: reading.watch,
    actions: reading.actions,
  };
}
