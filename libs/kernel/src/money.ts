/** Money is a whole number of minor units (fen) beside a currency code. There are no floats anywhere. */

/** Above this a file's amount is a mistake, and sums over millions of rows would leave exact integers. */
export const MAX_AMOUNT_FEN = 1_000_000_000_00;

const DECIMAL = /^\+?(\d{1,12})(?:\.(\d*))?$/;

/**
 * Reads a decimal amount in major units ("1234.5") as whole fen, exactly.
 * Returns null where it is no number, negative, or has a part smaller than a fen ("1.005"); "1.500" is exact and allowed.
 */
export function parseYuan(text: string): number | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > 2) return null;
  return Number(match[1]) * 100 + Number(fraction.padEnd(2, '0') || '0');
}

/** Reads a whole number of fen ("12345"). Returns null otherwise. */
export function parseFen(text: string): number | null {
  const trimmed = text.trim();
  return /^\+?\d{1,14}$/.test(trimmed) ? Number(trimmed) : null;
}

/** 1234567 → "12,345.67". */
export function formatYuan(fen: number): string {
  const sign = fen < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(fen) / 100).toString();
  const cents = (Math.abs(fen) % 100).toString().padStart(2, '0');
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
}
