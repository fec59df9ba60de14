import type { AmountUnit } from './field-mapping';

const [ZERO, POINT] = [48, 46];
/** Digits that cannot write more than the largest amount. */
const YUAN_DIGITS = 9;
const FEN_DIGITS = 11;

/**
 * Reads the amounts that nearly all files have, digits with at most two behind a point, from their bytes.
 * @returns fen, above zero; or -1 where the exact way (parseYuan, parseFen and their limits) has to be gone.
 */
export function readPlainAmount(bytes: Uint8Array, from: number, to: number, unit: AmountUnit): number {
  let fen = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = (bytes[at] as number) - ZERO;
    if (digit < 0 || digit > 9) break;
    fen = fen * 10 + digit;
  }
  const digits = at - from;
  if (digits === 0 || digits > (unit === 'yuan' ? YUAN_DIGITS : FEN_DIGITS)) return -1;
  if (unit === 'fen') return at === to && fen > 0 ? fen : -1;
  fen *= 100;
  if (at < to) {
    const tens = (bytes[at + 1] as number) - ZERO;
    const ones = to - at === 3 ? (bytes[at + 2] as number) - ZERO : 0;
    if (bytes[at] !== POINT || to - at < 2 || to - at > 3) return -1;
    if (!(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) return -1;
    fen += tens * 10 + ones;
  }
  return fen > 0 ? fen : -1;
}
