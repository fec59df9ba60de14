import { hasCardNumber, maskCardNumbers } from '@thaw/kernel';

const LONGEST = 120;

/**
 * A file name fit to be stored and shown: no folders, no control characters, no card numbers, at most 120 characters.
 * In names, card numbers are often written with dots or underscores, so those count as separators here.
 */
export function safeFileName(name: string): string {
  const base = name.normalize('NFKC').split(/[\\/]/).at(-1) ?? '';
  // Format characters (\p{Cf}) can turn the reading direction and so fake another ending.
  const plain = base.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '').trim();
  const hyphened = plain.replace(/(?<=\d)[^\p{L}\p{N}]{1,2}(?=\d)/gu, '-');
  const masked = hasCardNumber(hyphened) ? maskCardNumbers(hyphened) : maskCardNumbers(plain);
  return shorten(masked) || 'file';
}

/** Cuts the middle, so that the ending stays. */
function shorten(name: string): string {
  const chars = Array.from(name);
  if (chars.length <= LONGEST) return name;
  return [...chars.slice(0, LONGEST - 21), '…', ...chars.slice(-20)].join('');
}
