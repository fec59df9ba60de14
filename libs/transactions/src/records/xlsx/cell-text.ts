import { explain } from './workbook-unreadable';

const DAY_MS = 86_400_000;
/** Excel counts 1900 as a leap year, so from March 1900 on its first day is the last but one of 1899. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
/** The end of the year 9999, where Excel's days end. */
const SERIAL_MAX = 2_958_466;
/** Decimal digits that Excel keeps of a number. */
const DIGITS_KEPT = 15;
/** Characters that Excel keeps in a cell; as `_x000D_` each is up to seven in the file. */
const TEXT_MAX = 32_767;
const WRITTEN_MAX = 7 * TEXT_MAX;
const ESCAPE = /_x([0-9a-fA-F]{4})_/g;

/**
 * A cell's text with its next piece: comments and runs part it into any number of them.
 * @throws DomainError FILE_UNREADABLE where it grows beyond what a cell can hold
 */
export function joinText(text: string, piece: string): string {
  if (text.length + piece.length > WRITTEN_MAX) throw explain('CELL_TOO_LONG');
  return text + piece;
}

/**
 * A text as Excel writes it: characters that XML cannot hold stand as `_x000D_`.
 * @throws DomainError FILE_UNREADABLE where it is longer than a cell can hold
 */
export function plainText(text: string): string {
  const plain = text.includes('_x')
    ? text.replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
  return withinCell(plain);
}

/** @throws DomainError FILE_UNREADABLE where the text is longer than a cell can hold */
export function withinCell(text: string): string {
  if (text.length > TEXT_MAX) throw explain('CELL_TOO_LONG');
  return text;
}

/**
 * A number as a person sees it in its cell: the 15 digits that Excel keeps, without exponent. What arithmetic in binary
 * left behind (4.0999999999999996 for 4.10) is gone. Null where the text is no number.
 */
export function numberText(value: string): string | null {
  if (/^-?\d{1,15}$/.test(value)) return value;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) return null;
  return withoutExponent(number.toPrecision(DIGITS_KEPT));
}

function withoutExponent(text: string): string {
  const [, sign = '', whole = '0', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? [];
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const padded = point <= 0 ? `${'0'.repeat(1 - point)}${digits}` : digits.padEnd(point, '0');
  const at = Math.max(point, 1);
  const rest = padded.slice(at).replace(/0+$/, '');
  return `${sign}${padded.slice(0, at)}${rest === '' ? '' : `.${rest}`}`;
}

/** Whether a number has more digits than Excel keeps: those behind them are gone for good, and stand as zeros. */
export const isImprecise = (value: string): boolean => Math.abs(Number(value)) >= 10 ** DIGITS_KEPT;

/**
 * A day number as local time in ISO 8601, to the millisecond. Null where it is none that Excel would show.
 * @param value of the cell, as the file has it.
 */
export function serialText(value: string, is1904: boolean): string | null {
  const serial = value.trim() === '' ? Number.NaN : Number(value);
  if (!(serial >= 0 && serial < SERIAL_MAX)) return null;
  const ms = (is1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(serial * DAY_MS);
  const text = new Date(ms).toISOString().slice(0, -1);
  return text.endsWith('.000') ? text.slice(0, -4) : text;
}
