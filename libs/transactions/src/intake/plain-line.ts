import type { Zone } from '@thaw/kernel';
import { CopyEncoder } from '../copy-encoder';
import {
  CellMemo,
  PlainTimes,
  hasLostDigits,
  isKeptAsIs,
  readCardType,
  readCurrency,
  readPlainAmount,
  readStatus,
  readType,
  type AmountUnit,
  type CardTokenizer,
  type ColumnPlan,
  type Field,
} from '../records';
import { isSameTerminal } from './line-rejection';

/** Of a word as COPY takes it, and of a card's token, BIN and last four. */
const WORD_BYTES = 16;
const CARD_BYTES = 72;
const WORDS_MOST = 1024;
/** The first byte of the length of what is null. */
const NULL = 0xff;
const NOTHING = new Uint8Array(0);

/**
 * Reads lines as their bytes: to the same transactions as CardShield and RecordReader, or not at all. It is for what is
 * plain; whatever is not, and whatever is wrong, is theirs to read and to explain. The line that was read last stands in
 * the fields: words and cards as COPY takes them, other texts as places in the line's bytes.
 */
export class PlainLine {
  occurredAt = 0;
  amountFen = 0;
  readonly currency: CellMemo;
  readonly type: CellMemo;
  readonly status: CellMemo;
  readonly cardType: CellMemo;
  /** Token, BIN and last four, one behind the other. */
  readonly card: CellMemo;
  readonly reference = new TextPlace();
  readonly traceNo = new TextPlace();
  readonly batchNo = new TextPlace();
  /** As they follow each other in a row. */
  readonly values: readonly CellMemo[];
  readonly texts: readonly TextPlace[] = [this.reference, this.traceNo, this.batchNo];

  private readonly terminal: CellMemo;
  private readonly times: PlainTimes;
  private readonly unit: AmountUnit;
  private readonly places: ColumnPlan['places'];

  /** @param zone the mapping's. */
  constructor(
    { mapping, places }: ColumnPlan,
    zone: Zone,
    private readonly tokenizer: CardTokenizer,
    terminalNo: string,
  ) {
    this.places = places;
    this.unit = mapping.amountUnit;
    this.times = new PlainTimes(zone);
    this.currency = words(readCurrency, mapping.currency);
    this.type = words(readType, 'purchase');
    this.status = words(readStatus, 'approved');
    this.cardType = words(readCardType, mapping.cardType);
    this.card = new CellMemo((cell) => {
      if (hasLostDigits(cell)) return null;
      const card = tokenizer.read(cell);
      return copied(card && card.token, card && card.bin, card && card.lastFour);
    }, CARD_BYTES);
    this.values = [this.currency, this.type, this.status, this.cardType, this.card];
    this.terminal = new CellMemo(
      (cell) => (isSameTerminal(cell.trim(), terminalNo) ? NOTHING : null),
      0,
      WORDS_MOST,
    );
  }

  /** Bytes of the card's token; -1 where the line names no card. */
  get tokenLength(): number {
    const { bytes, from } = this.card;
    return bytes[from] === NULL ? -1 : (bytes[from + 3] as number);
  }

  /** @returns false where the line is not plain; the fields are then nobody's. */
  read(bytes: Uint8Array, bounds: Int32Array): boolean {
    const { places } = this;
    const time = places.occurred_at * 2;
    const amount = places.amount * 2;
    this.occurredAt = this.times.read(bytes, bounds[time] as number, bounds[time + 1] as number);
    if (this.occurredAt < 0) return false;
    this.amountFen = readPlainAmount(
      bytes,
      bounds[amount] as number,
      bounds[amount + 1] as number,
      this.unit,
    );
    return (
      this.amountFen > 0 &&
      this.find(this.currency, 'currency', bytes, bounds) &&
      this.find(this.type, 'type', bytes, bounds) &&
      this.find(this.status, 'status', bytes, bounds) &&
      this.find(this.cardType, 'card_type', bytes, bounds) &&
      this.find(this.terminal, 'terminal_no', bytes, bounds) &&
      this.place(this.reference, 'reference', bytes, bounds) &&
      this.place(this.traceNo, 'trace_no', bytes, bounds) &&
      this.place(this.batchNo, 'batch_no', bytes, bounds) &&
      // Keys write these two in another way.
      !holdsSlash(bytes, this.traceNo) &&
      !holdsSlash(bytes, this.batchNo) &&
      this.find(this.card, 'card', bytes, bounds)
    );
  }

  private find(memo: CellMemo, field: Field, bytes: Uint8Array, bounds: Int32Array): boolean {
    const place = this.places[field] * 2;
    return place < 0
      ? memo.find(bytes, 0, 0)
      : memo.find(bytes, bounds[place] as number, bounds[place + 1] as number);
  }

  private place(text: TextPlace, field: Field, bytes: Uint8Array, bounds: Int32Array): boolean {
    const place = this.places[field] * 2;
    text.from = place < 0 ? 0 : (bounds[place] as number);
    text.to = place < 0 ? 0 : (bounds[place + 1] as number);
    return text.isEmpty || isKeptAsIs(bytes, text.from, text.to, this.tokenizer);
  }
}

/** Where a text stands in the bytes of its line. */
class TextPlace {
  from = 0;
  to = 0;

  get isEmpty(): boolean {
    return this.from === this.to;
  }
}

const [PERCENT, SLASH] = [37, 47];

function holdsSlash(bytes: Uint8Array, { from, to }: TextPlace): boolean {
  for (let at = from; at < to; at++) if (bytes[at] === SLASH || bytes[at] === PERCENT) return true;
  return false;
}

function words(read: (cell: string) => string | null, missing: string): CellMemo {
  return new CellMemo(
    (cell) => {
      const word = cell.trim();
      const value = word === '' ? missing : read(word);
      return value === null ? null : copied(value);
    },
    WORD_BYTES,
    WORDS_MOST,
  );
}

/** Texts as COPY takes them. */
function copied(...texts: readonly (string | null)[]): Uint8Array {
  const out = new CopyEncoder(0);
  const from = out.position;
  for (const text of texts) out.text(text);
  return out.written.slice(from, out.position);
}
