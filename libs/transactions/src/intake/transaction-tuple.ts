import type { CopyEncoder } from '../copy-encoder';
import type { TransactionRecord } from '../records';

/** The columns of a row as an import writes it: those of one length first, so that ids can be put in where they belong. */
export const TRANSACTION_COLUMNS = [
  'id',
  'occurred_at',
  'amount_fen',
  'line',
  'terminal_id',
  'import_id',
  'received_at',
  'natural_key',
  'currency',
  'type',
  'status',
  'card_type',
  'card_token',
  'card_bin',
  'card_last_four',
  'reference',
  'trace_no',
  'batch_no',
] as const;

export const columnOf = (name: (typeof TRANSACTION_COLUMNS)[number]): number =>
  TRANSACTION_COLUMNS.indexOf(name);

/** Where in a row its id stands: after the number of columns and the id's own length. */
export const ID_AT = 6;

/** What all rows of an import share. */
export interface RowsOf {
  readonly terminalId: Buffer;
  readonly importId: Buffer;
  /** ms since the epoch. */
  readonly receivedAt: number;
}

/** The id is put in by the job: it is nobody's yet. */
export function encodeTuple(out: CopyEncoder, of: RowsOf, key: string, record: TransactionRecord): void {
  out.row(TRANSACTION_COLUMNS.length);
  out.bigint(0);
  out.timestamp(record.occurredAt);
  out.bigint(record.amountFen);
  out.integer(record.line);
  out.uuid(of.terminalId);
  out.uuid(of.importId);
  out.timestamp(of.receivedAt);
  out.text(key);
  out.text(record.currency);
  out.text(record.type);
  out.text(record.status);
  out.text(record.cardType);
  out.text(record.cardToken);
  out.text(record.bin);
  out.text(record.lastFour);
  out.text(record.reference);
  out.text(record.traceNo);
  out.text(record.batchNo);
}
