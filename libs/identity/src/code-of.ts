import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const DIGITS = 6;

/**
 * The code that goes with an id: six digits, under a key that is derived for this alone from a secret that every desk has:
 * whoever has the gateway's secret, to check what it gets, finds no code by it. So nothing of a code is stored; a plain hash of six
 * digits could be reversed by trying a million.
 */
export function codeOf(secret: Buffer, id: string): string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'thaw sign-in code', 32));
  // 64 bits over a million: no digit is likelier than another by more than one in 10^13.
  const number = createHmac('sha256', key).update(id).digest().readBigUInt64BE();
  return String(number % 10n ** BigInt(DIGITS)).padStart(DIGITS, '0');
}

/** In a time that tells nothing of how much of it is right. */
export function isCode(secret: Buffer, id: string, given: string): boolean {
  const right = Buffer.from(codeOf(secret, id));
  const tried = Buffer.from(given);
  return tried.length === right.length && timingSafeEqual(tried, right);
}
