const ASCII = /^[\x20-\x7e]*$/;

/** As spreadsheets and programs write long numbers: 6.222E+15, 6,222E+15, 6.222021E15. */
const SCIENTIFIC = /^\d(?:[.,]\d+e\+?|e\+)\d{1,3}$/i;
/** As spreadsheets show them. Without the plus, 2E16 may be what somebody calls a transaction. */
const SHOWN = /^\d(?:[.,]\d+)?e\+\d{2,3}$/i;
/** Longer than spreadsheets write any number. */
const SHOWN_MOST = 32;

/** Digits of full width become plain ones. */
export const plainForm = (cell: string): string => (ASCII.test(cell) ? cell : cell.normalize('NFKC')).trim();
/** A leading apostrophe is how spreadsheets keep long numbers as text. */
export const withoutApostrophe = (text: string): string => text.replace(/^'/, '');

/** Whether a card stands as a number with an exponent: its digits are lost, and many cards would be one. */
export const hasLostDigits = (cell: string): boolean => SCIENTIFIC.test(withoutApostrophe(plainForm(cell)));

/**
 * The same of what tells transactions apart (a reference, a trace number): 2.02E+16 would make many transactions one, and
 * all but the first of them duplicates. Looked at on every line, so that what cannot be one is told by its length or sign.
 */
export const isShownNumber = (cell: string): boolean =>
  cell.length <= SHOWN_MOST && /[+＋]/.test(cell) && SHOWN.test(withoutApostrophe(plainForm(cell)));
