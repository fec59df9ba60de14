/** One row of a terminal's history as it was imported. */
export interface ScanRecord {
  /** The transaction's id in the database, or its 1-based line in a file. */
  readonly id: number;
  /** The acquirer's receipt time, ms since the epoch. */
  readonly at: number;
  /** Whole and positive, in minor units of `currency`. */
  readonly amountFen: number;
  readonly currency: string;
  readonly type: 'purchase' | 'refund' | 'cash';
  readonly status: 'approved' | 'declined' | 'voided' | 'reversed';
  /** Card token; null or empty where the row names none. */
  readonly card: string | null;
  readonly cardType: 'credit' | 'debit' | 'unknown';
  /** The card number's first digits, where they are known. */
  readonly bin?: string | null;
}
