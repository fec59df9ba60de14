import type { CardTokenizer } from './card-token';
import { isShownNumber } from './lost-digits';
import { VALUE_LENGTH_MAX } from './rejection';

const [SPACE, TILDE, ZERO, NINE, PLUS] = [32, 126, 48, 57, 43];
/** Fewer are no card number. */
const CARD_DIGITS_MIN = 13;

/**
 * Whether a text that people read and compare (reference, trace number) is kept just as its bytes stand here: without
 * space around it, not too long, no number whose digits are lost, and with nothing in it that looks like a card number.
 */
export function isKeptAsIs(bytes: Uint8Array, from: number, to: number, tokenizer: CardTokenizer): boolean {
  if (to - from > VALUE_LENGTH_MAX) return false;
  let digits = 0;
  let isSimple = bytes[from] !== SPACE && bytes[to - 1] !== SPACE;
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < SPACE || byte > TILDE || byte === PLUS) isSimple = false;
    else if (byte >= ZERO && byte <= NINE) digits += 1;
  }
  if (isSimple && digits < CARD_DIGITS_MIN) return true;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString();
  return text === text.trim() && !isShownNumber(text) && tokenizer.seal(text) === text;
}
