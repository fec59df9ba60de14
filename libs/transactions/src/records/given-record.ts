import { textFaultOf, type CsvLine } from './csv-scanner';
import {
  completeMapping,
  planColumns,
  type ColumnPlan,
  type Field,
  type FieldMapping,
} from './field-mapping';

/** A transaction's fields as machines name them, which tell amounts in fen. */
export const GIVEN_FIELDS = {
  occurredAt: 'occurred_at',
  amountFen: 'amount',
  card: 'card',
  cardType: 'card_type',
  type: 'type',
  status: 'status',
  currency: 'currency',
  reference: 'reference',
  traceNo: 'trace_no',
  batchNo: 'batch_no',
} as const satisfies Readonly<Record<string, Field>>;

export type GivenField = keyof typeof GIVEN_FIELDS;
const NAMES = Object.keys(GIVEN_FIELDS) as GivenField[];

/**
 * A transaction as a machine tells it. Left out or null: as a file's empty cell. Only the amount may be a number: JSON
 * readers round those of more than 15 digits, and drop zeros in front, which would make another card of a card's number.
 */
export type GivenRecord = { readonly [name in Exclude<GivenField, 'amountFen'>]?: string | null } & {
  readonly amountFen?: string | number | null;
};

/** Given records are lines of a file whose columns have their names, so that what reads files reads them, too. */
export function planOfGiven(mapping: Pick<FieldMapping, 'timeZone' | 'currency'>): ColumnPlan {
  const columns = Object.fromEntries(NAMES.map((name) => [GIVEN_FIELDS[name], name]));
  return planColumns(NAMES, completeMapping({ ...mapping, columns, amountUnit: 'fen' }));
}

/** @param line its place among the given ones, from 1. */
export function lineOfGiven(record: GivenRecord, line: number): CsvLine {
  const cells = NAMES.map((name) => String(record[name] ?? ''));
  return { line, cells, fault: textFaultOf(cells) };
}
