import { cardTypeOf, statusOf, typeOf, type HistoryBlock } from '@thaw/transactions/records';
import type { CardRegister } from './card-register';
import type { ScanRecord } from './scan-record';

/** Gives the rows of one stream's blocks one by one, with the cards' numbers that the stream's rules know. */
export class BlockReader {
  /** By their numbers in the blocks: the cards' own numbers, what they begin with, and currencies. */
  private readonly cardNos: number[] = [];
  private readonly bins: (string | null)[] = [];
  private readonly currencies: string[] = [];
  /** One object for all rows. */
  private readonly record: { -readonly [field in keyof ScanRecord]: ScanRecord[field] } = {
    id: 0,
    at: 0,
    amountFen: 0,
    currency: '',
    type: 'purchase',
    status: 'approved',
    card: null,
    cardType: 'unknown',
    bin: null,
  };

  constructor(private readonly cards: CardRegister) {}

  /** @param take reads the record before it returns: the next row is the same object. */
  read(block: HistoryBlock, take: (record: ScanRecord, cardNo: number) => void): void {
    for (const { token, bin } of block.newCards) {
      this.cardNos.push(this.cards.numberOf(token));
      this.bins.push(bin);
    }
    for (const currency of block.newCurrencies) this.currencies.push(currency);
    const { ids, at, amounts, cards, currencies, kinds } = block;
    const { record } = this;
    for (let row = 0; row < block.rows; row++) {
      const kind = kinds[row] as number;
      const card = cards[row] as number;
      record.id = ids[row] as number;
      record.at = at[row] as number;
      record.amountFen = amounts[row] as number;
      record.currency = this.currencies[currencies[row] as number] as string;
      record.type = typeOf(kind);
      record.status = statusOf(kind);
      record.cardType = cardTypeOf(kind);
      const cardNo = card === -1 ? -1 : (this.cardNos[card] as number);
      record.bin = this.bins[card] ?? null;
      record.card = this.cards.tokenOf(cardNo);
      take(record, cardNo);
    }
  }
}
