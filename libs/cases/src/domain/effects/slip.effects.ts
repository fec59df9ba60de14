import type { DrawnSample, SaleToAsk, SlipJudgement, SlipStatement } from '../payloads';

export interface SlipAnswered {
  readonly slipId: string;
  readonly fileId: string | null;
  readonly absenceReason: string | null;
  readonly stated: SlipStatement;
}

export interface SlipJudged {
  readonly slipId: string;
  readonly assessment: 'accepted' | 'rejected';
  readonly reason: string | null;
  readonly read: SlipJudgement;
  readonly reopens: boolean;
}

export type SlipEffect =
  /** By the request that the same decision opens. */
  | { readonly kind: 'ask_slips'; readonly sales: readonly SaleToAsk[]; readonly sample: DrawnSample | null }
  | {
      readonly kind: 'answer_slips';
      readonly answers: readonly SlipAnswered[];
      readonly channel: string | null;
    }
  | { readonly kind: 'assess_slips'; readonly verdicts: readonly SlipJudged[] }
  | { readonly kind: 'close_slips'; readonly requestId: string; readonly as: 'missed' | 'withdrawn' }
  | { readonly kind: 'reopen_slips'; readonly requestId: string };
