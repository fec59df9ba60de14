import type { MeasureAfter } from '../payloads';
import type { Outcome } from '../reference';
import type { FindingFact } from './scan.facts';

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

export interface DecisionFacts {
  readonly pendingProposal: ProposalFact | null;
  readonly approvedProposal: ProposalFact | null;
  /** `filedBy`: who of the staff filed it for the merchant. */
  readonly openObjection: { readonly id: string; readonly filedBy?: string | null } | null;
}
