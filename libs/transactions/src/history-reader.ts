import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import type { CopyDecoder } from './copy-decoder';
import { copyOut } from './copy-stream';
import type { CardType, TransactionStatus, TransactionType } from './records';
import { uuidLiteral } from './uuid-literal';

/** A transaction as rules fold it. */
export interface HistoryRow {
  readonly id: number;
  /** `occurred_at` in ms since the epoch. */
  readonly at: number;
  /** Whole and positive, in minor units of `currency`. */
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

/** Rows of one batch, so that who reads them can come up for air, or say how far it got. */
const BATCH = 10_000;

/** Reads whole histories as streams. */
@Injectable()
export class HistoryReader {
  /**
   * The terminal's history in the order of time, equal times by file line, then id; in batches, so that memory does not
   * grow with the history. The transaction is busy until the generator has ended: nothing else can be asked of it in
   * between. It sees the history as it was when reading began.
   */
  async *readHistory(
    tx: Tx,
    terminalId: string,
    cut: HistoryCut = {},
  ): AsyncGenerator<HistoryRow[], void, undefined> {
    const query = `SELECT id, occurred_at, amount_fen, currency, type, status, card_token, card_type
      FROM transaction WHERE ${whose(terminalId, cut)} ORDER BY occurred_at, line, id`;
    let batch: HistoryRow[] = [];
    for await (const rows of copyOut(tx, query, readRow)) {
      for (const row of rows) batch.push(row);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  }

  /** How many rows {@link readHistory} would give at this moment, exactly. */
  async countHistory(tx: Tx, terminalId: string, cut: HistoryCut = {}): Promise<number> {
    const [row] = await tx.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM transaction WHERE ${whose(terminalId, cut)}`,
    );
    return Number(row?.count);
  }
}

/** COPY takes no parameters; a checked uuid and a date that we write ourselves need none. */
const whose = (terminalId: string, { before }: HistoryCut): string =>
  `terminal_id = ${uuidLiteral(terminalId)}` +
  (before ? ` AND occurred_at < '${before.toISOString()}'::timestamptz` : '');

const readRow = (row: CopyDecoder): HistoryRow => ({
  id: row.bigint(0),
  at: row.timestamp(1),
  amountFen: row.bigint(2),
  currency: row.text(3),
  type: row.text(4) as TransactionType,
  status: row.text(5) as TransactionStatus,
  card: row.isNull(6) ? null : row.text(6),
  cardType: row.text(7) as CardType,
});
