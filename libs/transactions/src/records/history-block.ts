import { createHash } from 'node:crypto';
import {
  CARD_TYPES,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  type CardType,
  type TransactionStatus,
  type TransactionType,
} from './value-words';

/** Rows of a whole block. Raising it makes every block that is stored another one: see {@link BLOCK_FORMAT}. */
export const BLOCK_ROWS = 16_384;
/** Of the bytes of a block. Blocks of another format are thrown away and made anew from the rows. */
export const BLOCK_FORMAT = 1;

/** What rules read of a transaction. */
export interface HistoryRow {
  readonly id: number;
  /** `occurred_at` in ms since the epoch. */
  readonly at: number;
  /** Whole and positive, in minor units of `currency`. */
  readonly amountFen: number;
  readonly currency: string;
  readonly type: TransactionType;
  readonly status: TransactionStatus;
  /** Card token. */
  readonly card: string | null;
  readonly cardType: CardType;
  /** First digits of the card's number, where the file gave the number. */
  readonly bin: string | null;
}

/** A card as it first comes in a history. */
export interface HistoryCard {
  readonly token: string;
  readonly bin: string | null;
}

/**
 * A piece of one terminal's history in columns, in the order of time. Cards and currencies are numbered through the whole
 * history in the order in which they first come; a block names those that are new in it. So the blocks of a history, cut
 * every {@link BLOCK_ROWS} rows from its start, depend on its rows alone.
 */
export interface HistoryBlock extends BlockColumns {
  readonly newCards: readonly HistoryCard[];
  readonly newCurrencies: readonly string[];
}

export interface BlockColumns {
  readonly rows: number;
  readonly ids: Float64Array;
  readonly at: Float64Array;
  readonly amounts: Float64Array;
  /** By number; -1 for none. */
  readonly cards: Int32Array;
  readonly currencies: Uint8Array;
  /** Type, status and card type of each row: see {@link typeOf}, {@link statusOf}, {@link cardTypeOf}. */
  readonly kinds: Uint8Array;
}

export const typeOf = (kind: number): TransactionType => TRANSACTION_TYPES[kind & 3] as TransactionType;
export const statusOf = (kind: number): TransactionStatus =>
  TRANSACTION_STATUSES[(kind >> 2) & 3] as TransactionStatus;
export const cardTypeOf = (kind: number): CardType => CARD_TYPES[(kind >> 4) & 3] as CardType;

const bitsOf = <T extends string>(values: readonly T[], shift: number): ReadonlyMap<string, number> =>
  new Map(values.map((value, code) => [value, code << shift]));
const TYPE_BITS = bitsOf(TRANSACTION_TYPES, 0);
const STATUS_BITS = bitsOf(TRANSACTION_STATUSES, 2);
const CARD_TYPE_BITS = bitsOf(CARD_TYPES, 4);

/** @throws Error on a word that is none of a transaction's: a mistake in the program. */
export function kindOf(type: string, status: string, cardType: string): number {
  const kind =
    (TYPE_BITS.get(type) ?? NaN) + (STATUS_BITS.get(status) ?? NaN) + (CARD_TYPE_BITS.get(cardType) ?? NaN);
  if (Number.isNaN(kind)) throw new Error(`no transaction is ${type}, ${status}, ${cardType}`);
  return kind;
}

/** Most currencies of one history: a file with more is no history. */
const CURRENCIES_MAX = 256;

/** Cuts a history into blocks. Cards and currencies are numbered on from block to block. */
export class BlockBuilder {
  private readonly cardNumbers = new Map<string, number>();
  private readonly currencyNumbers = new Map<string, number>();
  private open = new OpenBlock();

  /** Rows since the last block. */
  get rows(): number {
    return this.open.rows;
  }

  /** Goes on after this block, of whose rows it need not know. */
  follow({ newCards, newCurrencies }: Pick<HistoryBlock, 'newCards' | 'newCurrencies'>): void {
    for (const { token } of newCards) this.cardNumbers.set(token, this.cardNumbers.size);
    for (const currency of newCurrencies) this.currencyNumbers.set(currency, this.currencyNumbers.size);
  }

  /** The card's number, if it has come before. */
  cardNo(token: string): number | undefined {
    return this.cardNumbers.get(token);
  }

  newCard(card: HistoryCard): number {
    const number = this.cardNumbers.size;
    this.cardNumbers.set(card.token, number);
    this.open.newCards.push(card);
    return number;
  }

  currencyNo(currency: string): number {
    const known = this.currencyNumbers.get(currency);
    if (known !== undefined) return known;
    const number = this.currencyNumbers.size;
    if (number === CURRENCIES_MAX) throw new Error(`a history has at most ${CURRENCIES_MAX} currencies`);
    this.currencyNumbers.set(currency, number);
    this.open.newCurrencies.push(currency);
    return number;
  }

  /** @returns the block that this row completes. */
  add(
    id: number,
    at: number,
    amountFen: number,
    currencyNo: number,
    kind: number,
    cardNo: number,
  ): HistoryBlock | null {
    const { open } = this;
    const row = open.rows++;
    open.ids[row] = id;
    open.at[row] = at;
    open.amounts[row] = amountFen;
    open.currencies[row] = currencyNo;
    open.kinds[row] = kind;
    open.cards[row] = cardNo;
    return open.rows === BLOCK_ROWS ? this.take() : null;
  }

  /** What there is, whole or not. */
  take(): HistoryBlock {
    const block = this.open.trimmed();
    this.open = new OpenBlock();
    return block;
  }
}

class OpenBlock {
  rows = 0;
  readonly ids = new Float64Array(BLOCK_ROWS);
  readonly at = new Float64Array(BLOCK_ROWS);
  readonly amounts = new Float64Array(BLOCK_ROWS);
  readonly cards = new Int32Array(BLOCK_ROWS);
  readonly currencies = new Uint8Array(BLOCK_ROWS);
  readonly kinds = new Uint8Array(BLOCK_ROWS);
  readonly newCards: HistoryCard[] = [];
  readonly newCurrencies: string[] = [];

  trimmed(): HistoryBlock {
    const { rows, newCards, newCurrencies } = this;
    return {
      rows,
      ids: this.ids.subarray(0, rows),
      at: this.at.subarray(0, rows),
      amounts: this.amounts.subarray(0, rows),
      cards: this.cards.subarray(0, rows),
      currencies: this.currencies.subarray(0, rows),
      kinds: this.kinds.subarray(0, rows),
      newCards,
      newCurrencies,
    };
  }
}

/** A block as it is stored: its columns one after the other, widest first, and its new names as JSON. */
export interface StoredBlock {
  readonly rows: number;
  readonly columns: Buffer;
  readonly names: Buffer;
}

export function encodeBlock(block: HistoryBlock): StoredBlock {
  const { rows, newCards, newCurrencies } = block;
  const columns = Buffer.allocUnsafeSlow(rows * ROW_BYTES);
  writeColumns(block, columns);
  const names = JSON.stringify({
    cards: newCards.map(({ token, bin }) => (bin === null ? [token] : [token, bin])),
    currencies: newCurrencies,
  });
  return { rows, columns, names: Buffer.from(names) };
}

/** Bytes of a row in columns. */
export const ROW_BYTES = 30;

/** A block's columns one after the other, widest first. */
export function writeColumns(block: BlockColumns, bytes: Uint8Array): void {
  const { ids, at, amounts, cards, currencies, kinds } = block;
  let place = 0;
  for (const { buffer, byteOffset, byteLength } of [ids, at, amounts, cards, currencies, kinds]) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), place);
    place += byteLength;
  }
}

/** The columns that were written to the start of this memory. They are not copied. */
export function columnsIn(buffer: ArrayBufferLike, rows: number): BlockColumns {
  let from = 0;
  const next = (bytes: number): number => {
    const start = from;
    from += bytes * rows;
    return start;
  };
  return {
    rows,
    ids: new Float64Array(buffer, next(8), rows),
    at: new Float64Array(buffer, next(8), rows),
    amounts: new Float64Array(buffer, next(8), rows),
    cards: new Int32Array(buffer, next(4), rows),
    currencies: new Uint8Array(buffer, next(1), rows),
    kinds: new Uint8Array(buffer, next(1), rows),
  };
}

/** Memory for one block at a time. */
export class BlockMemory {
  /** False while somebody reads what was decoded into it: a further block then gets memory of its own. */
  isFree = true;
  private bytes = new Uint8Array(0);

  take(columns: Buffer): ArrayBufferLike {
    if (!this.isFree) return Uint8Array.from(columns).buffer;
    if (columns.length > this.bytes.length) this.bytes = new Uint8Array(columns.length);
    this.bytes.set(columns);
    this.isFree = false;
    return this.bytes.buffer;
  }
}

/** @param memory where the block lies until it is free again; absent: in memory of its own. */
export function decodeBlock({ rows, columns, names }: StoredBlock, memory?: BlockMemory): HistoryBlock {
  // A copy: typed arrays begin at multiples of their width, and a buffer of the driver begins anywhere.
  const buffer = memory?.take(columns) ?? Uint8Array.from(columns).buffer;
  return { ...columnsIn(buffer, rows), ...decodeNames(names) };
}

export function decodeNames(names: Buffer): Pick<HistoryBlock, 'newCards' | 'newCurrencies'> {
  const { cards, currencies } = JSON.parse(names.toString('utf8')) as {
    readonly cards: readonly (readonly [token: string, bin?: string])[];
    readonly currencies: readonly string[];
  };
  return { newCards: cards.map(([token, bin = null]) => ({ token, bin })), newCurrencies: currencies };
}

/** SHA-256 over a history up to and with this block, given that of the blocks before it; null before the first. */
export function digestOf(before: Buffer | null, { columns, names }: StoredBlock): Buffer {
  const hash = createHash('sha256');
  if (before !== null) hash.update(before);
  return hash.update(columns).update(names).digest();
}

/** The rows of blocks one by one, for those who do not read columns. */
export class BlockRows {
  private readonly cards: HistoryCard[] = [];
  private readonly currencies: string[] = [];

  *of(block: HistoryBlock): Generator<HistoryRow, void, undefined> {
    for (const card of block.newCards) this.cards.push(card);
    for (const currency of block.newCurrencies) this.currencies.push(currency);
    for (let row = 0; row < block.rows; row++) {
      const kind = block.kinds[row] as number;
      const card = this.cards[block.cards[row] as number];
      yield {
        id: block.ids[row] as number,
        at: block.at[row] as number,
        amountFen: block.amounts[row] as number,
        currency: this.currencies[block.currencies[row] as number] as string,
        type: typeOf(kind),
        status: statusOf(kind),
        card: card?.token ?? null,
        cardType: cardTypeOf(kind),
        bin: card?.bin ?? null,
      };
    }
  }
}
