import type { Dice } from './dice';
import type { CardMix } from './shop-kind';

export interface ShopCard {
  /** Plainly made up, e.g. `SIM-000123`: never 13 digits or more in a row, so never a card number. */
  readonly id: string;
  readonly type: 'credit' | 'debit' | 'unknown';
}

/** Far more cards than one shop sees in years: two shops never share one by accident. */
const CARDS_A_SHOP = 100_000;

/** The cards that come to one shop: regulars who return, and passers-by who come once. */
export class ShopCards {
  private readonly regulars: readonly ShopCard[];
  private issued = 0;

  constructor(
    private readonly dice: Dice,
    private readonly mix: CardMix,
    private readonly shopNumber: number,
  ) {
    this.regulars = Array.from({ length: mix.regulars }, () => this.issue(this.type()));
  }

  /** The card of the next customer, or null where none is shown. */
  next(): ShopCard | null {
    const { dice, mix, regulars } = this;
    if (dice.chance(mix.without * 10)) return null;
    if (regulars.length === 0 || !dice.chance(mix.returning * 10)) return this.issue(this.type());
    // The better of two throws: some come more often than others.
    const last = regulars.length - 1;
    return regulars[Math.min(dice.whole(0, last), dice.whole(0, last))] as ShopCard;
  }

  /** A card never seen before. */
  issue(type: ShopCard['type']): ShopCard {
    const number = this.shopNumber * CARDS_A_SHOP + this.issued++;
    return { id: `SIM-${String(number).padStart(6, '0')}`, type };
  }

  private type(): ShopCard['type'] {
    const { credit, unknown } = this.mix;
    const throwOf100 = this.dice.whole(1, 100);
    if (throwOf100 <= credit) return 'credit';
    return throwOf100 <= credit + unknown ? 'unknown' : 'debit';
  }
}
