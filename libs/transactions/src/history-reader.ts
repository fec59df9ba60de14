import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import type { CardType, TransactionStatus, TransactionType } from './records';

/** A transaction as rules fold it. */
export interface HistoryRow {
  readonly id: number;
  /** `occurred_at` in ms since the epoch. */
  readonly at: number;
  readonly amountFen: number;
  readonly currency: string;
  readonly type: TransactionType;
  readonly status: TransactionStatus;
  /** Card token. */
  readonly card: string | null;
  readonly cardType: CardType;
}

export interface HistoryCut {
  /** Only what occurred earlier than this. */
  readonly before?: Date;
}

/** Reads whole histories as streams. */
@Injectable()
export class HistoryReader {
  /**
   * The terminal's history in the order of time, equal times by file line, then id; in batches, so that memory does not
   * grow with the history. The transaction is busy until the generator has ended.
   */
  // eslint-disable-next-line require-yield
  async *readHistory(tx: Tx, terminalId: string, cut: HistoryCut = {}): AsyncGenerator<HistoryRow[]> {
    void [tx, terminalId, cut];
    throw new Error('under construction');
  }

  /** How many rows {@link readHistory} will give, exactly. */
  async countHistory(tx: Tx, terminalId: string, cut: HistoryCut = {}): Promise<number> {
    void [tx, terminalId, cut];
    throw new Error('under construction');
  }
}
