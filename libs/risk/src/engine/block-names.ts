import type { HistoryBlock } from '@thaw/transactions/records';
import type { CardRegister } from './card-register';

/** What one stream's blocks call by numbers, as its rules know it. */
export class BlockNames {
  /** Null while the stream's cards are the blocks', which number them alike: then there is nothing to look up. */
  private cardNos: number[] | null = null;
  private readonly bins: (string | null)[] = [];
  private readonly own: boolean[] = [];

  /** @param currency the terminal's own. */
  constructor(
    private readonly cards: CardRegister,
    private readonly currency: string,
  ) {}

  /** To be told of each block before its rows are read. */
  learn({ newCards, newCurrencies }: HistoryBlock): void {
    const { cards, bins } = this;
    if (cards.size !== bins.length) this.cardNos ??= Array.from(bins, (_, card) => card);
    const { cardNos } = this;
    for (const { token, bin } of newCards) {
      if (cardNos === null) cards.add(token);
      else cardNos.push(cards.numberOf(token));
      bins.push(bin);
    }
    for (const currency of newCurrencies) this.own.push(currency === this.currency);
  }

  /** The stream's number of the block's card; -1 for none. */
  cardNo(card: number): number {
    return this.cardNos === null || card === -1 ? card : (this.cardNos[card] as number);
  }

  bin(card: number): string | null {
    return card === -1 ? null : (this.bins[card] as string | null);
  }

  isOwn(currency: number): boolean {
    return this.own[currency] as boolean;
  }
}
