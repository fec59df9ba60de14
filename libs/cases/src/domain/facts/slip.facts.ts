/** One sale of the case's terminal whose slip was asked for. */
export interface SlipFact {
  readonly id: string;
  readonly transactionId: number;
  readonly state: 'asked' | 'answered' | 'absent' | 'missed' | 'withdrawn';
  readonly assessment: 'accepted' | 'rejected' | null;
  /** Whoever answers or judges names the one that they saw. */
  readonly revision: number;
  readonly absenceReason: string | null;
  readonly inOpenRequest: boolean;
}

export interface SlipFacts {
  /** In the order of their sales. */
  readonly slips: readonly SlipFact[];
  /** Files that can answer: those of the item for slips that count. */
  readonly slipFiles: readonly string[];
  /** When an answer or a judgement last changed what the rules read; null where no slip was asked for. */
  readonly slipsChangedAt: Date | null;
}
