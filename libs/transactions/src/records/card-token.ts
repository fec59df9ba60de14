import { hash } from 'node:crypto';
import { maskCardNumbers } from '@thaw/kernel';
import { plainForm, withoutApostrophe } from './lost-digits';

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
/** Of base64url, 144 bits: two cards of one history never share a token by chance. */
const TOKEN_CHARS = 24;
const SEAL_CHARS = 12;
/** Cells beyond this are no card numbers, and would let the cache grow without bound. */
const CACHED_LENGTH = 64;
const CARD_NUMBER = /^\d{12,19}$/;

/**
 * Turns cards into keyed tokens (HMAC-SHA-256). Answers for the cards seen last are remembered, since a card comes
 * again and a keyed hash costs as much as reading a line.
 */
export class CardTokenizer {
  /** Two generations make a cache that forgets the long unused: when the young one is full, the old one is dropped. */
  private young = new Map<string, CardReading | null>();
  private old = new Map<string, CardReading | null>();

  private readonly keyed: KeyedHash;

  /** @throws Error on a key or id that is too short or ill formed: a mistake in the configuration. */
  constructor(
    private readonly key: TokenKey,
    private readonly cacheSize = 131_072,
  ) {
    if (!KEY_ID.test(key.id))
      throw new Error('the card token key needs an id of 1–16 letters, digits, _ or -');
    if (key.key.length < KEY_BYTES_MIN)
      throw new Error(`the card token key needs ${KEY_BYTES_MIN} bytes or more`);
    this.keyed = new KeyedHash(key.key);
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
    return masked === text ? text : `${masked}#${this.hash('text', text, SEAL_CHARS)}`;
  }

  private compute(cell: string): CardReading | null {
    const text = plainForm(cell);
    if (text === '') return null;
    const digits = withoutApostrophe(text).replace(/[\s-]/g, '');
    const token = (value: string): string => `${this.key.id}.${this.hash('card', value, TOKEN_CHARS)}`;
    return CARD_NUMBER.test(digits)
      ? { token: token(digits), bin: digits.slice(0, 6), lastFour: digits.slice(-4) }
      : { token: token(text), bin: null, lastFour: null };
  }

  private hash(kind: 'card' | 'text', value: string, chars: number): string {
    return this.keyed.of(`${kind}:${value}`).slice(0, chars);
  }

  private remember(cell: string, reading: CardReading | null): void {
    if (this.young.size >= this.cacheSize / 2) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(cell, reading);
  }
}

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** HMAC-SHA-256 (RFC 2104) under one key, by two hashes at one go each: half of what an Hmac object costs. */
class KeyedHash {
  private inner: Buffer;
  private readonly outer: Buffer;

  constructor(key: Buffer) {
    const block = Buffer.alloc(BLOCK_BYTES);
    (key.length > BLOCK_BYTES ? Buffer.from(hash('sha256', key, 'hex'), 'hex') : key).copy(block);
    this.inner = Buffer.concat([block.map((byte) => byte ^ 0x36), Buffer.alloc(DIGEST_BYTES)]);
    this.outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), Buffer.alloc(DIGEST_BYTES)]);
  }

  /** In base64url. */
  of(text: string): string {
    const most = BLOCK_BYTES + Buffer.byteLength(text);
    if (most > this.inner.length) this.inner = Buffer.concat([this.inner], most);
    const end = BLOCK_BYTES + this.inner.write(text, BLOCK_BYTES);
    this.outer.write(hash('sha256', this.inner.subarray(0, end), 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.outer, 'base64url');
  }
}
