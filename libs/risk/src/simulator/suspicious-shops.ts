import { ORDINARY_SHOPS } from './ordinary-shops';
import { purchase, type Misuse, type Sale, type ShopKind } from './shop-kind';
import type { ShopCard } from './shop-cards';

const HOUR = 3600;
const NO_SEASON = [100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100];
/** A little under the limit of 50,000.00, or close to a whole thousand: what a hand types that knows the limits. */
const CASH_OUT_AMOUNTS = [
  1_000_000, 1_999_500, 2_000_000, 2_000_000, 2_999_800, 3_000_000, 4_800_000, 4_999_000, 4_999_500,
];

/** A handful of credit cards, the same month after month, each several times a day, for round sums near the limits. */
const cashOut: Misuse = (dice, newCard) => {
  const ring = Array.from({ length: 8 }, () => newCard('credit'));
  return () => {
    if (!dice.chance(300)) return [];
    const sales: Sale[] = [];
    for (let cards = dice.whole(2, 3); cards > 0; cards--) {
      const card = dice.pick(ring);
      let second = dice.whole(10 * HOUR, 17 * HOUR);
      for (let uses = dice.whole(2, 4); uses > 0; uses--) {
        sales.push(purchase(second, dice.pick(CASH_OUT_AMOUNTS), card));
        second += dice.chance(500) ? dice.whole(70, 540) : dice.whole(1_200, 2_400);
      }
    }
    return sales;
  };
};

/** Every other night a run of large sales behind a closed shutter. */
const offHoursBurst: Misuse = (dice, newCard) => {
  const ring = Array.from({ length: 40 }, (_, i) => newCard(i % 3 === 0 ? 'debit' : 'credit'));
  return () => {
    if (!dice.chance(520)) return [];
    let second = dice.chance(500) ? dice.whole(22 * HOUR, 23 * HOUR) : dice.whole(0, 3 * HOUR);
    const sales: Sale[] = [];
    for (let left = dice.whole(5, 10); left > 0 && second < 86_400; left--) {
      sales.push(purchase(second, dice.whole(90_000, 1_560_000), dice.pick(ring)));
      second += dice.whole(60, 480);
    }
    return sales;
  };
};

/** Four sales a day just under the limit for one, so that the day stays just under the limit for a day. */
const structuring: Misuse = (dice, newCard) => {
  let ring: ShopCard[] = [];
  return (day) => {
    if (day % 30 === 0)
      ring = Array.from({ length: 36 }, (_, i) => newCard(i % 11 === 0 ? 'debit' : 'credit'));
    if (!dice.chance(800)) return [];
    return Array.from({ length: 4 }, () =>
      purchase(
        dice.whole(9 * HOUR, 17 * HOUR),
        dice.chance(400) ? dice.whole(4_999_000, 4_999_900) : dice.whole(4_550_000, 4_989_999),
        dice.pick(ring),
      ),
    );
  };
};

/** Some nights a list of stolen numbers is tried with small sums: most are declined, each comes once. */
const cardTesting: Misuse = (dice, newCard) => () => {
  if (!dice.chance(170)) return [];
  let second = dice.whole(1 * HOUR, 4 * HOUR);
  return Array.from({ length: dice.whole(70, 140) }, () => {
    second += dice.whole(2, 14);
    const sale = purchase(second, dice.whole(1, 990), newCard(dice.chance(700) ? 'credit' : 'debit'));
    return dice.chance(800) ? { ...sale, status: 'declined' as const } : sale;
  });
};

/** Terminals that are misused behind an ordinary front. */
export const SUSPICIOUS_SHOPS = {
  cash_out: {
    title: { zh: '套现商户', en: 'Cash-out' },
    mcc: '5094',
    feeProfile: 'low_rate',
    hours: ORDINARY_SHOPS.clothing_shop.hours,
    trade: {
      ...ORDINARY_SHOPS.clothing_shop.trade,
      salesADay: 2,
      months: NO_SEASON,
      cards: { ...ORDINARY_SHOPS.clothing_shop.trade.cards, credit: 74 },
    },
    misuse: cashOut,
    fires: ['R1b', 'R2', 'R4', 'R5', 'R6a', 'R6b', 'R6c'],
  },
  off_hours_burst: {
    title: { zh: '深夜集中交易', en: 'Off-hours bursts' },
    mcc: '5651',
    feeProfile: 'standard',
    hours: ORDINARY_SHOPS.clothing_shop.hours,
    trade: { ...ORDINARY_SHOPS.clothing_shop.trade, salesADay: 7, months: NO_SEASON },
    misuse: offHoursBurst,
    fires: ['R8'],
  },
  structuring: {
    title: { zh: '拆分交易', en: 'Structuring below limits' },
    mcc: '5211',
    feeProfile: 'capped',
    hours: ORDINARY_SHOPS.wholesaler.hours,
    trade: { ...ORDINARY_SHOPS.clothing_shop.trade, salesADay: 1, months: NO_SEASON },
    misuse: structuring,
    fires: ['R2', 'R4'],
  },
  card_testing: {
    title: { zh: '盗卡测试', en: 'Card testing' },
    mcc: '5499',
    feeProfile: 'standard',
    hours: ORDINARY_SHOPS.convenience_store.hours,
    trade: { ...ORDINARY_SHOPS.convenience_store.trade, salesADay: 8, months: NO_SEASON },
    misuse: cardTesting,
    fires: ['R8'],
  },
} as const satisfies Record<string, ShopKind>;
