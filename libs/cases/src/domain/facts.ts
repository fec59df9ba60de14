import type { Actor } from '@thaw/kernel';
import type { Zone } from '@thaw/kernel';
import type { MeasureTerms } from '@thaw/registry/measures';
import type { MeasureAfter } from './actions';
import type { Persona, Side } from './personas';
import type { EvidenceCode, Outcome, ReasonCode, SlaClass, Supplier } from './reference';
import type { CaseState } from './states';

/** The case itself, as locked. */
export interface CaseSnapshot {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: CaseState;
  readonly reasonCode: ReasonCode | null;
  readonly slaClass: SlaClass | null;
  readonly ownerId: string | null;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly outcome: Outcome | null;
  readonly resolution: string | null;
  readonly letterDeliveredAt: Date | null;
  readonly appealUntil: Date | null;
  readonly appealRounds: number;
}

export interface MeasureFact extends MeasureTerms {
  readonly id: string;
}

export interface ItemFact {
  readonly id: string;
  readonly code: EvidenceCode;
  readonly supplier: Supplier;
  /** As it was last asked for; what the reason needs, its reference data say. */
  readonly required: boolean;
  readonly state: 'needed' | 'requested' | 'supplied' | 'accepted' | 'rejected' | 'waived';
  /** Files that the malware scanner did not refuse. */
  readonly files: number;
  /** Those of them that came in since the item was last asked for. */
  readonly filesSinceAsked: number;
  readonly absenceReason: string | null;
  /** Part of the request that is open now. */
  readonly inOpenRequest: boolean;
}

export interface RequestFact {
  readonly id: string;
  readonly requestedBy: string;
  readonly returnsTo: 'reviewing' | 'appealing';
  readonly dueAt: Date;
  readonly pausesClock: boolean;
}

export interface FindingFact {
  readonly id: string;
  readonly rule: string;
  /** Rule and key: the same hit of another scan has the same identity. */
  readonly identity: string;
  /** How much of it there is: the same hit can grow from scan to scan. */
  readonly count: number;
  readonly sumFen: number;
  readonly measured: number;
  readonly weight: number;
}

export interface ScanFact {
  readonly id: string;
  readonly cutOffAt: Date;
  readonly findings: readonly FindingFact[];
}

export interface ProposalFact {
  readonly id: string;
  readonly outcome: Outcome;
  readonly proposedBy: string;
  readonly fingerprint: string;
  readonly measuresAfter: readonly MeasureAfter[];
  /** The objection that it answers, and the answer that the merchant reads once it is approved. */
  readonly answersObjection: string | null;
  readonly objectionReply: string | null;
  /** The findings the decision rested on: an appeal answers each. */
  readonly findings: readonly FindingFact[];
}

export interface AppealFact {
  readonly id: string;
  readonly round: number;
  readonly appealedState: CaseState;
  readonly appealedOutcome: Outcome;
  readonly findings: readonly FindingFact[];
}

/** Who has had a hand in the case. Persons count, not roles. */
export interface Involvement {
  readonly proposers: readonly string[];
  readonly approvers: readonly string[];
  readonly appealDeciders: readonly string[];
  /** Who set a measure of the case. */
  readonly froze: readonly string[];
  /** The sides on which the acting person has acted on this case before. */
  readonly actorSides: readonly Side[];
}

/** All that a decision may rest on, read while the case is locked. A pure decision asks nothing else. */
export interface CaseFacts {
  readonly now: Date;
  /** When the request came in; the case may have been locked by another until later. */
  readonly receivedAt: Date;
  readonly zone: Zone;
  readonly measures: readonly MeasureFact[];
  readonly items: readonly ItemFact[];
  readonly openRequest: RequestFact | null;
  /** The latest request, where the clock closed it. */
  readonly overdueRequest: RequestFact | null;
  /** How many requests have paused the decision clock. */
  readonly pausingRequests: number;
  /** Whether the merchant was ever asked, and answered or let the deadline pass. */
  readonly merchantWasHeard: boolean;
  readonly scan: ScanFact | null;
  readonly pendingProposal: ProposalFact | null;
  readonly approvedProposal: ProposalFact | null;
  readonly openObjection: { readonly id: string } | null;
  readonly openAppeal: AppealFact | null;
  readonly restore: { readonly total: number; readonly confirmed: number; readonly failed: number };
  readonly watchUntil: Date | null;
  readonly otherOpenCase: boolean;
  readonly authorityHold: boolean;
  readonly involvement: Involvement;
}

/** One attempt at an action. */
export interface Attempt {
  readonly actor: Actor;
  readonly persona: Persona;
  readonly payload: unknown;
}
