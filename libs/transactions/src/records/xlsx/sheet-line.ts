import { storable } from '@thaw/kernel';
import { textFaultOf, type CsvLine, type LineFault } from '../csv-scanner';
import type { ColumnPlan, Field } from '../field-mapping';
import { isImprecise, numberText, serialText } from './cell-text';
import type { SheetCell, SheetRow } from './sheet-rows';

/** Numbers that are names: two of them that differ in their last digits must not become one. */
const NAMES: readonly Field[] = ['card', 'reference', 'trace_no', 'batch_no', 'terminal_no', 'merchant_no'];
/** Day numbers of the years 2000 to 2100: in a column of times, a number among them is one, whatever its style says. */
const [SERIAL_2000, SERIAL_2101] = [36_526, 73_416];
const DAYS_TO_1904 = 1_462;

/** A row as the texts of a line, and what is wrong with it. */
export function lineOfRow(row: SheetRow, plan: ColumnPlan, is1904: boolean): CsvLine {
  const line = readRow(row, plan, is1904);
  const fault = textFaultOf(line.cells);
  return fault === null ? line : { line: row.line, cells: line.cells.map(storable), fault };
}

function readRow({ line, cells, isWider }: SheetRow, plan: ColumnPlan, is1904: boolean): CsvLine {
  const { header, places } = plan;
  const texts = header.map((_, place) => textOf(cells[place], place === places.occurred_at, is1904));
  if (isWider || cells.length > header.length) {
    const more = cells.slice(header.length).map((cell) => textOf(cell, false, is1904));
    return { line, cells: [...texts, ...more], fault: 'COLUMN_COUNT' };
  }
  for (const [field, place] of Object.entries(places) as [Field, number][]) {
    const cell = place === -1 ? undefined : cells[place];
    const fault = cell === undefined ? null : faultOf(cell, field);
    if (fault !== null) return { line, cells: texts, fault, field };
  }
  return { line, cells: texts, fault: null };
}

/** The texts of a row before anybody knows what its columns mean. */
export const textsOfRow = ({ cells }: SheetRow, is1904: boolean): readonly string[] =>
  Array.from(cells, (cell) => textOf(cell, false, is1904));

function textOf(cell: SheetCell | undefined, isTime: boolean, is1904: boolean): string {
  if (cell === undefined) return '';
  const { kind, value, isDate } = cell;
  if (kind !== 'number') return value;
  const isSerial = isDate || (isTime && isOfOurTime(Number(value) + (is1904 ? DAYS_TO_1904 : 0)));
  return (isSerial ? serialText(value, is1904) : null) ?? numberText(value) ?? value;
}

const isOfOurTime = (serial: number): boolean => serial >= SERIAL_2000 && serial < SERIAL_2101;

function faultOf({ kind, value }: SheetCell, field: Field): LineFault | null {
  if (kind === 'unknown') return 'FORMULA_NOT_COMPUTED';
  if (kind === 'error') return 'CELL_ERROR';
  return kind === 'number' && NAMES.includes(field) && isImprecise(value) ? 'NUMBER_IMPRECISE' : null;
}
