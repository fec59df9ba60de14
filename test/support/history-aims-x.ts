import { DAY_MS, type HistoryRows } from './history-rows';

/** What histories are made to come close to for the rules X1–X12, in their order. */
export const X_AIM_NAMES = [
  'nearLimits',
  'rests',
  'growth',
  'similar',
  'crowds',
  'declines',
  'refunds',
  'moves',
  'installation',
  'digits',
  'sharedCards',
  'chargebacks',
] as const;
export type XAim = (typeof X_AIM_NAMES)[number];

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

type Make = (maker: HistoryRows) => void;

const nearLimits: Make = (maker) => {
  const { dice } = maker;
  const pool = [4_499_999, 4_500_000, 4_700_000, 5_000_000, 5_000_001];
  for (let day = dice.whole(1, 4); day > 0; day--) {
    const date = dice.whole(0, 3);
    for (let i = dice.whole(1, 4); i > 0; i--) {
      maker.add(maker.at(date, dice.pick([0, 86_399, maker.second()])), { amountFen: dice.pick(pool) });
    }
  }
};

const rests: Make = (maker) => {
  const { dice } = maker;
  let at = maker.at(0, maker.second());
  for (let part = dice.whole(1, 3); part > 0; part--) {
    for (let i = dice.whole(3, 9); i > 0; i--) {
      maker.add(at);
      at += dice.pick([0, 1, HOUR_MS, DAY_MS / 4, DAY_MS - 1, DAY_MS, 3 * DAY_MS, 7 * DAY_MS - 1]);
    }
    at += dice.pick([90 * DAY_MS - 1, 90 * DAY_MS, 90 * DAY_MS, 100 * DAY_MS]);
  }
};

const growth: Make = (maker) => {
  const { dice } = maker;
  for (let part = dice.whole(1, 2), day = 0; part > 0; part--) {
    const most = dice.pick([1, 1_000, 33_333]);
    for (let i = dice.whole(6, 14); i > 0; i--) {
      maker.add(maker.at(day + dice.whole(0, 5), maker.second()), { amountFen: dice.whole(1, most) });
    }
    maker.add(maker.at(day, maker.second()), { amountFen: most });
    for (let i = dice.whole(1, 3); i > 0; i--) {
      const amountFen = Math.max(1, 3 * most + dice.pick([-1, 0, 1, 500_000]));
      maker.add(maker.at(day + dice.pick([0, 6, 89, 90, 91, 95, 96]), maker.second()), { amountFen });
    }
    day += dice.pick([20, 100, 200]);
  }
};

const similar: Make = (maker) => {
  const { dice } = maker;
  const prices = dice.pick([[500_000], [1_000_000, 1_100_000, 909_091], [800_000, 2_000_000, 2_222_223]]);
  let at = maker.at(0, maker.second());
  for (let i = dice.whole(4, 16); i > 0; i--) {
    const price = dice.pick(prices);
    const amountFen = price + dice.pick([-100_001, -100_000, -50_000, 0, 0, 1, 50_000, 100_000, 100_001]);
    maker.add(at, { amountFen });
    at += dice.pick([0, 0, MINUTE_MS, HOUR_MS, 5 * HOUR_MS, DAY_MS - 1, DAY_MS, dice.whole(0, DAY_MS)]);
  }
};

const crowds: Make = (maker) => {
  const { dice } = maker;
  for (let crowd = dice.whole(1, 3), start = maker.at(0, maker.second()); crowd > 0; crowd--) {
    const cards = dice.pick([17, 19, 20, 21, 24]);
    for (let i = 0; i < cards; i++) {
      const at = start + dice.pick([0, HOUR_MS - 1, HOUR_MS - 1, dice.whole(0, HOUR_MS - 1), HOUR_MS]);
      maker.add(at, { card: `card${i}`, amountFen: dice.whole(1, 9_000) });
    }
    start += dice.pick([HOUR_MS / 2, HOUR_MS, 2 * HOUR_MS, 3 * HOUR_MS]);
  }
};

const declines: Make = (maker) => {
  const { dice } = maker;
  const tenMinutes = 10 * MINUTE_MS;
  for (let burst = dice.whole(1, 3), start = maker.at(0, maker.second()); burst > 0; burst--) {
    const declined = dice.pick([50, 70, 80, 100]);
    for (let i = dice.pick([4, 8, 10, 12, 16]); i > 0; i--) {
      const at = start + dice.pick([0, tenMinutes - 1, dice.whole(0, tenMinutes - 1), tenMinutes]);
      const status = dice.chance(declined) ? 'declined' : 'approved';
      // Few banks, of which one may be all there is.
      const card = `card${dice.whole(1, 5) * dice.pick([1, 4]) + dice.pick([0, 4, 8, 12])}`;
      maker.add(at, { card, status });
    }
    start += dice.pick([tenMinutes / 2, tenMinutes, 3 * tenMinutes]);
  }
};

const refunds: Make = (maker) => {
  const { dice } = maker;
  for (let i = dice.whole(3, 20), day = 0; i > 0; i--) {
    day += dice.pick([0, 0, 1, 2, 10, 29, 30, 31]);
    const card = `card${dice.whole(1, 3)}`;
    const amountFen = dice.pick([1, 9_999, 10_000, 10_001, 50_000, 200_000]);
    const at = maker.at(day, maker.second());
    maker.add(at, { card, amountFen });
    if (!dice.chance(50)) continue;
    const back = dice.pick([amountFen, amountFen, amountFen + 1, 1]);
    const later = day + dice.pick([0, 0, 1, 20, 179, 180, 181]);
    const refund = { card: dice.chance(90) ? card : 'card9', amountFen: back, type: 'refund' } as const;
    maker.add(dice.chance(20) ? at : maker.at(later, maker.second()), refund);
  }
};

const moves: Make = (maker) => {
  const { dice } = maker;
  const site = {
    latE6: dice.pick([31_230_000, -45_000_000, 0]),
    lonE6: dice.pick([121_470_000, 179_999_000]),
  };
  let at = maker.at(0, maker.second());
  const fixes = Array.from({ length: dice.whole(0, 8) }, (_, id) => {
    at += dice.pick([0, 1, MINUTE_MS, 15_000, HOUR_MS, DAY_MS]);
    // 4,500 micro-degrees of latitude are some 500 m.
    const north = dice.pick([0, 0, 100, 4_400, 4_496, 4_497, 4_600, 40_000, -1_000_000]);
    return { id: id + 1, at, latE6: site.latE6 + north, lonE6: site.lonE6 - dice.pick([0, 0, 500, 60_000]) };
  });
  maker.facts = { ...maker.facts, site: dice.chance(80) ? site : null, fixes: fixes.reverse() };
  maker.add(at);
};

const installation: Make = (maker) => {
  const { dice } = maker;
  const expectedTicketFen = dice.pick([1, 1_000, 5_000]);
  const installedAt = maker.at(1, maker.second());
  for (let i = dice.whole(1, 6); i > 0; i--) {
    const at =
      installedAt + dice.pick([-1, 0, HOUR_MS, 7 * DAY_MS, 7 * DAY_MS + 1, dice.whole(0, 8 * DAY_MS)]);
    maker.add(at, { amountFen: 10 * expectedTicketFen + dice.pick([-1, 0, 1, 1, 100_000]) });
  }
  maker.facts = {
    ...maker.facts,
    installedAt,
    expectedTicketFen: dice.chance(90) ? expectedTicketFen : null,
  };
};

const digits: Make = (maker) => {
  const { dice } = maker;
  for (let month = dice.whole(1, 2); month > 0; month--) {
    const skew = dice.pick([0, 20, 40, 80]);
    for (let i = dice.pick([48, 49, 50, 51, 70]); i > 0; i--) {
      // Spread evenly on a scale of powers of ten: what the law expects.
      const natural = Math.max(1, Math.floor(10 ** (1 + 6 * dice.next())));
      const amountFen = dice.chance(skew) ? dice.pick([9, 90, 8_999, 9_999]) : natural;
      maker.add(maker.at(month * 30 + dice.whole(0, 14), maker.second()), { amountFen });
    }
  }
};

const sharedCards: Make = (maker) => {
  const { dice } = maker;
  const month = 30 * DAY_MS;
  const cardsOfFrozenTerminals = ['card1', 'card2', 'nobody'].slice(0, dice.whole(0, 3)).map((card) => {
    const at = maker.at(60, maker.second());
    for (let i = dice.whole(1, 4); i > 0; i--) maker.add(at + dice.pick([0, 0, month, month - 1]), { card });
    const uses = Array.from({ length: dice.whole(0, 5) }, () => ({
      terminal: dice.whole(1, 3),
      at: at + dice.pick([0, 1, month - 1, month, 1 - month, -month, dice.whole(-month, month)]),
    }));
    return { card, uses };
  });
  maker.add(maker.at(61, maker.second()));
  maker.facts = { ...maker.facts, cardsOfFrozenTerminals };
};

const chargebacks: Make = (maker) => {
  const { dice } = maker;
  const [first, last] = [0, dice.whole(0, 70)];
  for (const day of [first, last]) maker.add(maker.at(day, maker.second()));
  for (let i = dice.whole(0, 20); i > 0; i--) maker.add(maker.at(dice.whole(first, last), maker.second()));
  const month = maker.zone.monthOf(maker.at(0, 43_200));
  maker.facts = {
    ...maker.facts,
    chargebacks: [0, 1, 2, 3, 4]
      .filter(() => dice.chance(60))
      .map((later) => ({ month: month + later, count: dice.pick([0, 1, 4, 99, 100, 101]) })),
  };
};

export const X_AIMS: Readonly<Record<XAim, Make>> = {
  ...{ nearLimits, rests, growth, similar, crowds, declines, refunds, moves, installation, digits },
  ...{ sharedCards, chargebacks },
};
