import type { SimulatedRow } from './simulate-shop';

const HISTORY_COLUMNS = [
  'occurred_at',
  'amount',
  'card',
  'card_type',
  'type',
  'status',
  'reference',
  'trace_no',
  'batch_no',
] as const;

/** The rows as a CSV file, piece by piece: the header, then one line each. No cell needs quotes. */
export function* historyCsv(rows: Iterable<SimulatedRow>): Generator<string> {
  yield `${HISTORY_COLUMNS.join(',')}\n`;
  for (const row of rows) {
    const { occurredAt, card, cardType, type, status, reference, traceNo, batchNo } = row;
    const cells = [
      occurredAt,
      yuan(row.amountFen),
      card ?? '',
      cardType,
      type,
      status,
      reference,
      traceNo,
      batchNo,
    ];
    yield `${cells.join(',')}\n`;
  }
}

/** 123456 → "1234.56": what a file holds has no thousands separators. */
const yuan = (fen: number): string => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
