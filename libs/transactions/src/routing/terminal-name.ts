/** How a line names its terminal, in one spelling. */
export interface TerminalName {
  /** 15 digits; null where the line tells none. */
  readonly merchantNo: string | null;
  /** 8 digits and capital letters. */
  readonly terminalNo: string;
}

const TERMINAL_NO_LENGTH = 8;
const MERCHANT_NO_LENGTH = 15;
const TERMINAL_NO = /^[0-9A-Z]{8}$/;
const MERCHANT_NO = /^\d{1,15}$/;

/**
 * Reads the two cells that name a terminal. Spreadsheets drop leading zeros, so they need not be there.
 * @returns missing: the line names none · malformed: what it names can be none.
 */
export function readTerminalName(
  merchantCell: string,
  terminalCell: string,
): TerminalName | 'missing' | 'malformed' {
  const terminal = terminalCell.trim();
  if (terminal === '') return 'missing';
  const terminalNo = terminal.toUpperCase().padStart(TERMINAL_NO_LENGTH, '0');
  const merchant = merchantCell.trim();
  if (!TERMINAL_NO.test(terminalNo) || (merchant !== '' && !MERCHANT_NO.test(merchant))) return 'malformed';
  return {
    merchantNo: merchant === '' ? null : merchant.padStart(MERCHANT_NO_LENGTH, '0'),
    terminalNo,
  };
}
