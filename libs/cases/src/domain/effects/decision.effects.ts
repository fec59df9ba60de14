import type { MeasureAfter } from '../payloads';
import type { Outcome } from '../reference';

export type DecisionEffect =
  | {
      readonly kind: 'open_proposal';
      readonly outcome: Outcome;
      readonly scanId: string;
      readonly measuresAfter: readonly MeasureAfter[];
      readonly fingerprint: string;
      readonly answer: { readonly objectionId: string; readonly text: string } | null;
    }
  | { readonly kind: 'settle_proposal'; readonly state: 'approved' | 'returned' | 'withdrawn' }
  | { readonly kind: 'answer_objection'; readonly objectionId: string; readonly proposalId: string }
  | { readonly kind: 'reply_to_objection'; readonly objectionId: string; readonly text: string }
  | {
      readonly kind: 'open_objection';
      readonly replyDueAt: Date;
      /** How the merchant said it, where staff file it. */
      readonly onBehalfChannel: string | null;
    };
