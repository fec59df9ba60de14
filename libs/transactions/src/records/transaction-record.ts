import { MAX_AMOUNT_FEN, Zone, parseFen, parseYuan } from '@thaw/kernel';
import type { SafeLine } from './card-shield';
import type { ColumnPlan, Field } from './field-mapping';
import { keptCells } from './kept-cells';
import { readTime } from './occurred-at';
import { VALUE_LENGTH_MAX, explainRejection, type Rejection, type RejectionReason } from './rejection';
import {
  readCardType,
  readCurrency,
  readStatus,
  readType,
  type CardType,
  type TransactionStatus,
  type TransactionType,
} from './value-words';

/** One transaction as a line of a file tells it. Texts are null where the line has none. */
export interface TransactionRecord {
  /** The file's line on which it starts, 1-based; the header is line 1. */
  readonly line: number;
  /** ms since the epoch. */
  readonly occurredAt: number;
  /** Whole and positive, in minor units of `currency`. */
  readonly amountFen: number;
  readonly currency: string;
  readonly type: TransactionType;
  readonly status: TransactionStatus;
  readonly cardToken: string | null;
  readonly bin: string | null;
  readonly lastFour: string | null;
  readonly cardType: CardType;
  /** The acquirer's reference; like the next three at most 64 characters, and sealed if it held a card number. */
  readonly reference: string | null;
  readonly traceNo: string | null;
  readonly batchNo: string | null;
  readonly terminalNo: string | null;
}

export const isRejection = (read: TransactionRecord | Rejection): read is Rejection => 'reason' in read;

/**
 * Reads the lines of one file into transactions: the same line under the same plan always gives the same. A bad line is
 * an answer, not an error.
 */
export class RecordReader {
  private readonly zone: Zone;
  private cells: readonly string[] = [];
  /** The first thing found wrong with the line; no exception, since a file may have a million bad lines. */
  private wrong: { readonly reason: RejectionReason; readonly field: Field } | null = null;

  constructor(private readonly plan: ColumnPlan) {
    this.zone = new Zone(plan.mapping.timeZone);
  }

  read(safe: SafeLine): TransactionRecord | Rejection {
    const { line, cells, card, fault } = safe;
    const { mapping } = this.plan;
    if (fault !== null) return this.reject(safe, fault, safe.field);
    this.cells = cells;
    this.wrong = null;
    const record: TransactionRecord = {
      line,
      occurredAt: this.time(),
      amountFen: this.amount(),
      currency: this.value('currency', readCurrency, 'CURRENCY_INVALID', mapping.currency),
      type: this.value('type', readType, 'TYPE_INVALID', 'purchase'),
      status: this.value('status', readStatus, 'STATUS_INVALID', 'approved'),
      cardToken: card && card.token,
      bin: card && card.bin,
      lastFour: card && card.lastFour,
      cardType: this.value('card_type', readCardType, 'CARD_TYPE_INVALID', mapping.cardType),
      reference: this.text('reference'),
      traceNo: this.text('trace_no'),
      batchNo: this.text('batch_no'),
      terminalNo: this.text('terminal_no'),
    };
    const wrong = this.wrong as RecordReader['wrong'];
    return wrong === null ? record : this.reject(safe, wrong.reason, wrong.field);
  }

  private time(): number {
    const cell = this.cell('occurred_at');
    if (cell === '') return this.fail('occurred_at', 'TIME_MISSING', 0);
    const time = readTime(cell, this.zone);
    return typeof time === 'number' ? time : this.fail('occurred_at', time, 0);
  }

  private amount(): number {
    const cell = this.cell('amount');
    if (cell === '') return this.fail('amount', 'AMOUNT_MISSING', 0);
    const fen = this.plan.mapping.amountUnit === 'yuan' ? parseYuan(cell) : parseFen(cell);
    if (fen === null) return this.fail('amount', whyNoAmount(cell), 0);
    if (fen === 0) return this.fail('amount', 'AMOUNT_NOT_POSITIVE', 0);
    return fen > MAX_AMOUNT_FEN ? this.fail('amount', 'AMOUNT_TOO_LARGE', 0) : fen;
  }

  private value<T>(field: Field, read: (cell: string) => T | null, reason: RejectionReason, missing: T): T {
    const cell = this.cell(field);
    if (cell === '') return missing;
    return read(cell) ?? this.fail(field, reason, missing);
  }

  private text(field: Field): string | null {
    const cell = this.cell(field);
    if (cell.length > VALUE_LENGTH_MAX) return this.fail(field, 'VALUE_TOO_LONG', null);
    return cell === '' ? null : cell;
  }

  /** Empty where the line, or the file, does not have it. */
  private cell(field: Field): string {
    const place = this.plan.places[field];
    return place === -1 ? '' : (this.cells[place] as string).trim();
  }

  private fail<T>(field: Field, reason: RejectionReason, instead: T): T {
    this.wrong ??= { reason, field };
    return instead;
  }

  private reject({ line, cells }: SafeLine, reason: RejectionReason, field: Field | null): Rejection {
    const { header, places, mapping } = this.plan;
    const place = field === null ? -1 : places[field];
    const message = explainRejection(reason, {
      column: header[place] ?? '',
      value: cells[place]?.trim() ?? '',
      cells: cells.length,
      header: header.length,
      amountUnit: mapping.amountUnit,
    });
    return { line, reason, field, message, columns: keptCells(cells) };
  }
}

function whyNoAmount(cell: string): RejectionReason {
  if (/^-\d+(\.\d*)?$/.test(cell)) return 'AMOUNT_NOT_POSITIVE';
  return /^\+?\d{1,12}\.\d+$/.test(cell) ? 'AMOUNT_NOT_WHOLE' : 'AMOUNT_INVALID';
}
