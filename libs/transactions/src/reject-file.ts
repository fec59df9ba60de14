import type { Locale } from '@thaw/kernel';
import type { ImportReject } from './import-reject.entity';

/** A bad line, of whatever it was kept for. */
export type RejectedLine = Omit<ImportReject, 'importId'>;

const OWN_COLUMNS = ['line', 'reason', 'field', 'message'];
/** Without it Excel takes UTF-8 for the local code page. */
export const BYTE_ORDER_MARK = '\ufeff';
/** A spreadsheet runs what begins like this (OWASP, CSV injection); East Asian editions also in full width. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** Is what it says, sign and all: an amount that someone has to mend should look like it did. */
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** Spreadsheets of other countries part lines at these: behind one, a formula would begin a cell. */
const SEPARATOR = /[",;\t\r\n]/;

/** The first line of a reject file. */
export const rejectHead = (header: readonly string[]): string =>
  BYTE_ORDER_MARK + csvLine([...OWN_COLUMNS, ...header]);

/** A cell that a spreadsheet would take for a formula begins with an apostrophe, which makes it a text. */
export const rejectRow = ({ line, reason, field, message, columns }: RejectedLine, locale: Locale): string =>
  csvLine([String(line), reason, field ?? '', message[locale], ...columns]);

/** A line of a file that a spreadsheet may open. */
export const csvLine = (cells: readonly string[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return SEPARATOR.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
