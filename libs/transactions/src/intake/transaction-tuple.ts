import { CopyEncoder } from '../copy-encoder';
import type { DedupeKeys, TransactionRecord } from '../records';
import { writePlainKey } from './plain-key';
import type { PlainLine } from './plain-line';

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

/** Where COPY writes such rows: the table above has policies, which it cannot keep. */
export const TRANSACTION_DOOR = `transaction_rows (${TRANSACTION_COLUMNS.join(', ')})`;

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

/** Writes rows of one import, as COPY takes them. Ids are put in by its job: they are nobody's yet. */
export class TupleWriter {
  /** The cells that all rows share. */
  private readonly shared: Uint8Array;
  private keyAt = 0;
  private keyEnd = 0;

  constructor(
    of: RowsOf,
    private readonly keys: DedupeKeys,
  ) {
    const out = new CopyEncoder(0);
    const from = out.position;
    out.uuid(of.terminalId);
    out.uuid(of.importId);
    out.timestamp(of.receivedAt);
    this.shared = out.written.slice(from, out.position);
  }

  /** Where the natural key of the last row stands in what its encoder has written. */
  get keyFrom(): number {
    return this.keyAt;
  }

  get keyTo(): number {
    return this.keyEnd;
  }

  /** @param id of a row that is written at once. */
  write(out: CopyEncoder, record: TransactionRecord, key = this.keys.keyOf(record), id = 0): void {
    this.begin(out, record.occurredAt, record.amountFen, record.line, id);
    this.keyAt = out.position + LENGTH_BYTES;
    out.text(key);
    this.keyEnd = out.position;
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

  /** The same from a line's bytes. */
  writePlain(out: CopyEncoder, plain: PlainLine, bytes: Uint8Array, line: number): void {
    this.begin(out, plain.occurredAt, plain.amountFen, line);
    this.keyAt = out.open();
    writePlainKey(out, plain, bytes, this.keys);
    out.close(this.keyAt);
    this.keyEnd = out.position;
    for (const value of plain.values) out.put(value.bytes, value.from, value.to);
    for (const text of plain.texts) {
      if (text.isEmpty) out.text(null);
      else out.span(bytes, text.from, text.to);
    }
  }

  private begin(out: CopyEncoder, occurredAt: number, amountFen: number, line: number, id = 0): void {
    out.row(TRANSACTION_COLUMNS.length);
    out.bigint(id);
    out.timestamp(occurredAt);
    out.bigint(amountFen);
    out.integer(line);
    out.put(this.shared, 0, this.shared.length);
  }
}

const LENGTH_BYTES = 4;
