import type { Dice } from './dice';
import type { ShopCards } from './shop-cards';
import { purchase, secondOf, type Sale, type Trade } from './shop-kind';

/** How many of the last sales a customer may bring back. */
const REMEMBERED = 40;
const JIAO_ENDINGS = [50, 50, 80, 80, 90, 90, 20, 30, 60, 10, 40, 70];

/** An honest shop's days, one after the other. */
export class TradeDays {
  private readonly spans: readonly { from: number; to: number; weight: number }[];
  private readonly recent: Sale[] = [];

  constructor(
    private readonly dice: Dice,
    private readonly trade: Trade,
    private readonly cards: ShopCards,
  ) {
    this.spans = trade.spans.map(({ from, to, weight }) => ({
      from: secondOf(from),
      to: secondOf(to),
      weight,
    }));
  }

  /** The sales of the local day (days since 1970-01-01), in no order. */
  day(day: number): readonly Sale[] {
    const { dice, trade } = this;
    const sales: Sale[] = [];
    for (let left = this.salesOf(day); left > 0; left--) {
      const sale = purchase(this.second(), this.amount(), this.cards.next());
      sales.push(...this.asItWent(sale));
      if (dice.chance(trade.refunds)) sales.push(...this.refund());
    }
    return sales;
  }

  private salesOf(day: number): number {
    const { dice, trade } = this;
    // 1970-01-01 was a Thursday.
    const weekday = trade.weekdays[(((day + 3) % 7) + 7) % 7] ?? 100;
    const month = trade.months[new Date(day * 86_400_000).getUTCMonth()] ?? 100;
    return Math.round((trade.salesADay * weekday * month * dice.whole(75, 125)) / 1_000_000);
  }

  private second(): number {
    const { from, to } = this.dice.weighted(this.spans);
    return this.dice.whole(from, to);
  }

  /** A point on the line between two percentiles, with the ending that prices have. */
  private amount(): number {
    const { dice, trade } = this;
    const { tickets } = trade;
    const at = dice.whole(0, 9_999);
    const upper = Math.max(
      1,
      tickets.findIndex(([percentile]) => percentile * 100 > at),
    );
    const [fromPercentile, fromFen] = tickets[upper - 1] as readonly [number, number];
    const [toPercentile, toFen] = tickets[upper] as readonly [number, number];
    const share = at - fromPercentile * 100;
    const fen = fromFen + Math.floor(((toFen - fromFen) * share) / ((toPercentile - fromPercentile) * 100));
    const yuan = Math.floor(fen / 100) * 100;
    const ending = dice.whole(1, 100);
    if (ending <= trade.wholeYuan) return yuan;
    return yuan + (ending <= trade.wholeYuan + trade.wholeJiao ? dice.pick(JIAO_ENDINGS) : dice.whole(1, 99));
  }

  /** Most sales go through at once; a few are declined and tried again, or voided and keyed in anew. */
  private asItWent(sale: Sale): readonly Sale[] {
    const { dice, trade } = this;
    const again = Math.min(sale.second + dice.whole(15, 90), 86_399);
    if (sale.card && dice.chance(trade.declines)) {
      const declined: Sale = { ...sale, status: 'declined' };
      return dice.chance(650)
        ? [declined, this.remember({ ...sale, second: again, card: this.cards.next() })]
        : [declined];
    }
    if (dice.chance(trade.voids)) {
      const status = dice.chance(850) ? ('voided' as const) : ('reversed' as const);
      return [{ ...sale, status }, this.remember({ ...sale, second: again })];
    }
    return [this.remember(sale)];
  }

  private refund(): readonly Sale[] {
    if (this.recent.length === 0) return [];
    return [{ ...this.dice.pick(this.recent), second: this.second(), type: 'refund' }];
  }

  private remember(sale: Sale): Sale {
    this.recent.push(sale);
    if (this.recent.length > REMEMBERED) this.recent.shift();
    return sale;
  }
}
