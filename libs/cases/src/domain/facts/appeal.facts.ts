import type { Outcome } from '../reference';
import type { CaseState } from '../states';
import type { FindingFact } from './scan.facts';

export interface AppealFact {
  readonly id: string;
  readonly round: number;
  /** Who of the staff filed it for the merchant; null: the merchant did. */
  readonly filedBy?: string | null;
  readonly appealedState: CaseState;
  readonly appealedOutcome: Outcome;
  readonly findings: readonly FindingFact[];
  /** A further notice has brought a measure since, which nobody has decided on. */
  readonly measureJoined: boolean;
}

export interface AppealFacts {
  readonly openAppeal: AppealFact | null;
  /** The last that was decided, and against which decision it was. */
  readonly lastAppeal: { readonly proposalId: string; readonly decision: string } | null;
}
