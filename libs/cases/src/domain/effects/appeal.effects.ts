import type { Outcome } from '../reference';
import type { CaseState } from '../states';

/** How an appeal was decided. */
export type AppealVerdict = 'upheld' | 'overturned' | 'overturned_in_part';

export type AppealEffect =
  | {
      readonly kind: 'open_appeal';
      readonly appealedState: CaseState;
      readonly appealedOutcome: Outcome;
      readonly proposalId: string;
      readonly round: number;
      readonly replyDueAt: Date;
      /** How the merchant said it, where staff file it. */
      readonly onBehalfChannel: string | null;
      readonly answers: readonly { findingId: string; answer: string }[];
    }
  | { readonly kind: 'decide_appeal'; readonly decision: AppealVerdict };
