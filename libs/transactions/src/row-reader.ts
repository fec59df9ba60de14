import type { CopyDecoder } from './copy-decoder';
import { CellMemo, kindOf, type BlockBuilder, type HistoryBlock, type HistoryRow } from './records';

/** Where a row stands in the order of a history. */
export interface HistoryPlace {
  /** ms since the epoch. */
  readonly at: number;
  readonly line: number;
  readonly id: number;
}

/** A row with its place in the history. */
export interface PlacedRow extends HistoryRow, HistoryPlace {
  readonly id: number;
  readonly at: number;
}

/** Whether it stands behind the other one. */
export const isAfter = (place: HistoryPlace, other: HistoryPlace): boolean =>
  place.at !== other.at
    ? place.at > other.at
    : place.line !== other.line
      ? place.line > other.line
      : place.id > other.id;

/** In which column of a row each of its values stands. */
export type RowColumns = Readonly<
  Record<
    'id' | 'at' | 'amount' | 'currency' | 'type' | 'status' | 'card' | 'cardType' | 'bin' | 'line',
    number
  >
>;

/** Reads rows into a builder. The few words that a history is made of are looked up by their bytes, not made anew. */
export class RowReader {
  private at = 0;
  private line = 0;
  private id = 0;
  private readonly currencies = new Map<number, number>();
  private readonly kinds = new Map<number, number>();
  /** The numbers of cards by their tokens' bytes: to make a text of each, and look that up, costs three times as much. */
  private readonly cards: CellMemo;

  constructor(
    private readonly builder: BlockBuilder,
    private readonly columns: RowColumns,
  ) {
    this.cards = new CellMemo(
      (token) => {
        const number = builder.cardNo(token);
        return number === undefined ? null : numberBytes(number);
      },
      NUMBER_BYTES,
      CARDS_MOST,
      TOKEN_BYTES,
    );
  }

  /** Of the last row that was read. */
  get place(): HistoryPlace {
    return { at: this.at, line: this.line, id: this.id };
  }

  /** @returns the block that this row completes. */
  read(row: CopyDecoder, id = row.bigint(this.columns.id)): HistoryBlock | null {
    const { columns } = this;
    const at = row.timestamp(columns.at);
    this.at = at;
    this.line = row.integer(columns.line);
    this.id = id;
    return this.builder.add(
      id,
      at,
      row.bigint(columns.amount),
      this.currency(row),
      this.kind(row),
      this.card(row),
    );
  }

  private currency(row: CopyDecoder): number {
    const { currency } = this.columns;
    const word = row.word(currency);
    let number = this.currencies.get(word);
    if (number === undefined) {
      number = this.builder.currencyNo(row.text(currency));
      this.currencies.set(word, number);
    }
    return number;
  }

  private kind(row: CopyDecoder): number {
    const { type, status, cardType } = this.columns;
    // No two types, statuses or card types begin alike.
    const word = (row.firstByte(type) << 16) | (row.firstByte(status) << 8) | row.firstByte(cardType);
    let kind = this.kinds.get(word);
    if (kind === undefined) {
      kind = kindOf(row.text(type), row.text(status), row.text(cardType));
      this.kinds.set(word, kind);
    }
    return kind;
  }

  private card(row: CopyDecoder): number {
    const { card, bin } = this.columns;
    if (row.isNull(card)) return -1;
    const { cards } = this;
    if (cards.find(row.pushed, row.cellFrom(card), row.cellTo(card)))
      return numberAt(cards.bytes, cards.from);
    return this.builder.newCard({ token: row.text(card), bin: row.isNull(bin) ? null : row.text(bin) });
  }
}

const NUMBER_BYTES = 4;
const TOKEN_BYTES = 48;
const CARDS_MOST = 32_768;

const numberBytes = (number: number): Uint8Array => new Uint8Array(Uint32Array.of(number).buffer);

const numberAt = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24);
