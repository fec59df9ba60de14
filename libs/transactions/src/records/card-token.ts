import { createHmac } from 'node:crypto';
import { maskCardNumbers } from '@thaw/kernel';

/** The key under which cards become tokens. It lives in configuration; its id stands in every token. */
export interface TokenKey {
  readonly id: string;
  readonly key: Buffer;
}

/** What may be kept of a card. */
export interface CardReading {
  /** `<key id>.<24 characters>`: the same card under the same key always has the same. */
  readonly token: string;
  /** First six digits; null where the file gives no whole card number but a masked one or an id. */
  readonly bin: string | null;
  readonly lastFour: string | null;
}

const KEY_ID = /^[A-Za-z0-9_-]{1,16}$/;
const KEY_BYTES_MIN = 16;
/** 144 bits: two cards of one history never share a token by chance, and no padding is left in base64. */
const TOKEN_BYTES = 18;
const SEAL_BYTES = 9;
/** Cells beyond this are no card numbers, and would let the cache grow without bound. */
const CACHED_LENGTH = 64;
const ASCII = /^[\x20-\x7e]*$/;
const CARD_NUMBER = /^\d{12,19}$/;

/**
 * Turns cards into keyed tokens (HMAC-SHA-256). Answers for the cards seen last are remembered, since a card comes
 * again and a keyed hash costs as much as writing a row.
 */
export class CardTokenizer {
  /** Two generations make a cache that forgets the long unused: when the young one is full, the old one is dropped. */
  private young = new Map<string, CardReading | null>();
  private old = new Map<string, CardReading | null>();

  /** @throws Error on a key or id that is too short or ill formed: a mistake in the configuration. */
  constructor(
    private readonly key: TokenKey,
    private readonly cacheSize = 131_072,
  ) {
    if (!KEY_ID.test(key.id))
      throw new Error('the card token key needs an id of 1–16 letters, digits, _ or -');
    if (key.key.length < KEY_BYTES_MIN)
      throw new Error(`the card token key needs ${KEY_BYTES_MIN} bytes or more`);
  }

  get keyId(): string {
    return this.key.id;
  }

  /**
   * The token of a cell: of its 12–19 digits where it is a card number (space and hyphens do not count), else of the
   * trimmed text (a masked number, a household, a token of somebody else's). Null where it is empty.
   */
  read(cell: string): CardReading | null {
    const young = this.young.get(cell);
    if (young !== undefined) return young;
    const old = this.old.get(cell);
    const reading = old === undefined ? this.compute(cell) : old;
    // A copy: the cell may be a slice that would keep a whole chunk of the file in memory.
    if (cell.length <= CACHED_LENGTH) this.remember(Buffer.from(cell).toString(), reading);
    return reading;
  }

  /**
   * A text that people read and compare (reference, trace number): as it is, unless it holds what looks like a card
   * number. Then it is masked, and a keyed hash is put behind it so that two different ones stay different.
   */
  seal(text: string): string {
    const masked = maskCardNumbers(text);
    return masked === text ? text : `${masked}#${this.hash('text', text, SEAL_BYTES)}`;
  }

  private compute(cell: string): CardReading | null {
    // Digits of full width become plain ones.
    const text = (ASCII.test(cell) ? cell : cell.normalize('NFKC')).trim();
    if (text === '') return null;
    // A leading apostrophe is how spreadsheets keep long numbers as text.
    const digits = text.replace(/^'/, '').replace(/[\s-]/g, '');
    const token = (value: string): string => `${this.key.id}.${this.hash('card', value, TOKEN_BYTES)}`;
    return CARD_NUMBER.test(digits)
      ? { token: token(digits), bin: digits.slice(0, 6), lastFour: digits.slice(-4) }
      : { token: token(text), bin: null, lastFour: null };
  }

  private hash(kind: 'card' | 'text', value: string, bytes: number): string {
    const digest = createHmac('sha256', this.key.key).update(`${kind}:${value}`).digest();
    return digest.subarray(0, bytes).toString('base64url');
  }

  private remember(cell: string, reading: CardReading | null): void {
    if (this.young.size >= this.cacheSize / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(cell, reading);
  }
}
