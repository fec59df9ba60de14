import type { Zone } from '@thaw/kernel';
import { factsOf, type ParameterOverrides, type TerminalFacts } from '@thaw/risk/rules';
import { DAY_MS, Dice, HistoryRows, type HistoryRow, type RowFields } from './history-rows';
import { slips } from './history-aims-slips';
import { X_AIMS, X_AIM_NAMES, type XAim } from './history-aims-x';

export { HISTORY_CURRENCY, type HistoryRow } from './history-rows';

export interface History {
  readonly seed: number;
  readonly aim: Aim;
  readonly zone: Zone;
  readonly facts: TerminalFacts;
  readonly parameters: ParameterOverrides;
  /** In the order of time; rows of equal time by id, as by line of a file that itself is in no order. */
  readonly rows: readonly HistoryRow[];
}

/** What a history is made to come close to. `mixed` holds a little of everything, `long` is thousands of rows. */
export const AIMS = [
  ...X_AIM_NAMES,
  'amounts',
  'days',
  'round',
  'mix',
  'months',
  'dayRepeats',
  'chains',
  'monthRepeats',
  'hours',
  'slips',
  'mixed',
  'long',
] as const;
export type Aim = (typeof AIMS)[number];

const OPEN_SECONDS = [32_400, 36_000, 43_200, 61_234, 73_800];
const SHUT_SECONDS = [0, 1, 20_000, 32_399, 73_801, 86_399];
const ROUND = [1_000_000, 1_000_999, 1_001_000, 1_099_000, 1_999_500, 2_100_000, 4_999_999, 5_000_000];
const NOT_QUITE_ROUND = [999_900, 999_999, 1_001_001, 1_003_700, 1_098_999, 1_950_000];

class HistoryMaker extends HistoryRows {
  amounts(): void {
    const { dice } = this;
    const near = [1, 100, 4_999_999, 5_000_000, 5_000_001, 5_000_100, 100_000, 100_012];
    const pool = dice.chance(50) ? near : dice.pick([[100, 100_000], [5_000_000], [1]]);
    for (let i = dice.whole(1, 12); i > 0; i--) {
      this.add(this.at(dice.whole(0, 40), this.second()), { amountFen: dice.pick(pool) });
    }
  }

  days(): void {
    const { dice } = this;
    for (let day = dice.whole(1, 4); day > 0; day--) {
      let left = dice.pick([19_999_999, 20_000_000, 20_000_001, dice.whole(1, 25_000_000)]);
      const date = dice.whole(0, 6);
      while (left > 0) {
        const amountFen = dice.chance(25) ? left : dice.whole(1, left);
        left -= amountFen;
        this.add(this.at(date, dice.chance(40) ? dice.pick([0, 86_399]) : this.second()), { amountFen });
      }
    }
  }

  round(): void {
    const { dice } = this;
    const most = dice.pick([1, 3, 6]);
    for (let i = dice.whole(1, 14), day = 0; i > 0; i--) {
      day += dice.pick([0, 1, 2, 3, most, 6, 7]);
      const amountFen = dice.chance(75) ? dice.pick(ROUND) : dice.pick(NOT_QUITE_ROUND);
      this.add(this.at(day, this.second()), { amountFen });
    }
  }

  mix(): void {
    const { dice } = this;
    for (let month = dice.whole(1, 3); month > 0; month--) {
      const credit = dice.pick([18, 19, 20, 21, 24, 25, dice.whole(1, 40)]);
      const debit = Math.max(0, Math.floor(credit / 4) + dice.whole(-2, 1));
      const date = (): number => this.at(month * 30 + dice.whole(0, 12), this.second());
      for (let i = 0; i < credit; i++) this.add(date(), { cardType: 'credit' });
      for (let i = 0; i < debit; i++)
        this.add(date(), { cardType: 'debit', amountFen: dice.pick([20_000, 20_001]) });
      for (let i = dice.whole(0, 4); i > 0; i--) this.add(date(), { cardType: 'debit', amountFen: 19_999 });
      for (let i = dice.whole(0, 4); i > 0; i--) this.add(date(), { cardType: 'unknown', amountFen: 20_000 });
    }
  }

  months(): void {
    const { dice } = this;
    for (let card = dice.whole(1, 3); card > 0; card--) {
      for (let month = 0, used = 0; month < 12; month++) {
        if (!dice.chance(used % 3 === 2 ? 50 : 75)) continue;
        used += 1;
        for (let uses = dice.whole(1, 3); uses > 0; uses--) {
          const day = month * 30 + dice.pick([0, 1, 10, 29, dice.whole(0, 29)]);
          this.add(this.at(day, dice.pick([0, 86_399, this.second()])), { card: `card${card}` });
        }
      }
    }
  }

  dayRepeats(): void {
    const { dice } = this;
    for (let i = dice.whole(1, 5), day = 0; i > 0; i--) {
      const card = `card${dice.whole(1, 2)}`;
      const start = this.at(day, this.second());
      for (let uses = dice.whole(1, 4), at = start; uses > 0; uses--) {
        this.add(at, { card, cardType: dice.chance(90) ? 'credit' : 'debit' });
        at += dice.pick([0, 1, 3_600_000, DAY_MS / 2, DAY_MS - 1, DAY_MS, DAY_MS + 1, dice.whole(0, DAY_MS)]);
      }
      day += dice.whole(0, 2);
    }
  }

  chains(): void {
    const { dice } = this;
    const gaps = dice.chance(40)
      ? [600_000, 600_001, 700_000]
      : [0, 1000, 599_000, 599_999, 600_000, 601_000];
    for (let chain = dice.whole(1, 4); chain > 0; chain--) {
      const card = `card${dice.whole(1, 2)}`;
      let at = this.at(
        dice.whole(0, 3),
        dice.chance(50) ? dice.pick([86_000, 85_900, 86_399]) : this.second(),
      );
      for (let uses = dice.whole(1, 5); uses > 0; uses--) {
        this.add(at, { card, cardType: 'credit' });
        at += dice.pick(gaps);
      }
    }
  }

  monthRepeats(): void {
    const { dice } = this;
    for (let card = dice.whole(1, 3); card > 0; card--) {
      for (let month = dice.whole(1, 3); month > 0; month--) {
        for (let uses = dice.pick([4, 5, 6, 7]); uses > 0; uses--) {
          this.add(this.at(month * 30 + dice.whole(0, 14), this.second()), { card: `card${card}` });
        }
      }
    }
  }

  hours(): void {
    const { dice } = this;
    const cheap = dice.chance(70);
    for (let block = dice.whole(1, 3), day = 0; block > 0; block--) {
      const off = dice.pick([8, 9, 10, 10, 11, 14]);
      const open = off * dice.pick([2, 3, 4, 4, 5]) + dice.whole(-1, 1);
      const width = dice.pick([1, 12, 29, 30, 31]);
      for (let i = 0; i < off + open; i++) {
        const second = dice.pick(i < off ? SHUT_SECONDS : OPEN_SECONDS);
        const amountFen = cheap ? dice.whole(1, 90_000) : dice.pick([999_999, 1_000_000, 5_000]);
        this.add(this.at(day + dice.whole(0, width - 1), second), { amountFen });
      }
      day += dice.pick([15, 29, 30, 31, 60]);
    }
  }

  slips(): void {
    slips(this);
  }

  mixed(): void {
    const { dice } = this;
    for (let i = 3; i > 0; i--) this.make(dice.pick(AIMS.filter((aim) => aim !== 'long' && aim !== 'mixed')));
  }

  make(aim: Aim): void {
    if (isXAim(aim)) X_AIMS[aim](this);
    else this[aim]();
  }

  long(): void {
    const { dice } = this;
    for (let i = dice.whole(2_000, 3_000), at = this.at(0, 30_000); i > 0; i--) {
      at += dice.pick([0, 1000, 300_000, 599_000, 600_000, 3_600_000, 36_000_000]);
      this.add(at, {
        card: `card${dice.whole(1, 80)}`,
        ...(dice.chance(3) ? { amountFen: dice.pick(ROUND) } : {}),
      });
    }
  }

  /** Rows that no rule may see, rows without a card and rows of the same instant, strewn over what is there. */
  strew(): void {
    const { dice, rows } = this;
    for (const row of rows.slice(0, 200)) {
      if (!dice.chance(12)) continue;
      const { id: _id, ...copy } = row;
      this.add(row.at, {
        ...copy,
        ...dice.pick<RowFields>([
          { type: 'refund' },
          { type: 'cash' },
          { status: 'declined' },
          { status: 'voided' },
          { status: 'reversed' },
          { currency: 'USD' },
          { card: null },
          { card: '' },
          { cardType: 'unknown' },
          {},
        ]),
      });
    }
  }
}

const isXAim = (aim: Aim): aim is XAim => aim in X_AIMS;

/** The history of this seed; `aim` says what it comes close to. */
export function generateHistory(seed: number, aim: Aim): History {
  const dice = new Dice(Math.imul(seed, 2_654_435_761) + AIMS.indexOf(aim));
  const maker = new HistoryMaker(dice);
  maker.make(aim);
  if (dice.chance(60)) maker.strew();
  return {
    seed,
    aim,
    zone: maker.zone,
    facts: {
      ...factsOf(dice.pick(['standard', 'low_rate', 'low_rate', 'capped'])),
      hours: dice.pick([null, null, null, { from: 28_800, to: 73_800 }, { from: 64_800, to: 7_200 }]),
      ...maker.facts,
    },
    parameters: dice.chance(60) ? {} : otherParameters(dice),
    rows: maker.rows.sort((a, b) => a.at - b.at || a.id - b.id),
  };
}

function otherParameters(dice: Dice): ParameterOverrides {
  return {
    R1a: { max: dice.pick([100_000, 4_999_999]) },
    R2: { n: dice.whole(1, 5), days: dice.whole(1, 10), near: dice.pick([0, 1_000, 10_000]) },
    R4: { ratio: dice.whole(1, 5), minCredit: dice.whole(1, 20) },
    R5: { months: dice.whole(1, 4), gap: dice.whole(1, 3) },
    R6a: { max: dice.whole(1, 3), rolling: dice.whole(0, 1) },
    R6b: { gap: dice.pick([1, 60, 599, 601, 86_400]) },
    R6c: { max: dice.whole(1, 6) },
    R7a: { retention: dice.pick([1, 5, 6, 7]) },
    R7b: { checks: dice.whole(1, 2), fallbacks: dice.whole(1, 3) },
    R8: { n: dice.whole(1, 10), days: dice.whole(1, 40), share: dice.whole(1, 60) },
    X1: { limit: dice.pick([60_000, 5_000_000]), near: dice.pick([50, 90, 100]), n: dice.whole(1, 4) },
    X2: { idle: dice.pick([7, 30, 90]), n: dice.whole(2, 5), awake: dice.whole(1, 9) },
    X3: { times: dice.whole(2, 4), back: dice.pick([7, 30, 90]), n: dice.whole(1, 12) },
    X4: { n: dice.whole(2, 6), near: dice.pick([0, 10, 50]), min: dice.pick([1, 10_000, 500_000]) },
    X5: { cards: dice.whole(2, 8), window: dice.pick([600, 3_600, 7_200]) },
    X6: { cards: dice.whole(2, 8), share: dice.whole(1, 100), numbers: dice.whole(2, 4) },
    X7: {
      share: dice.pick([0, 5, 100]),
      days: dice.whole(1, 40),
      n: dice.whole(1, 3),
      saleDays: dice.pick([1, 30]),
    },
    X8: { radius: dice.pick([10, 1_000]), speed: dice.pick([5, 120]) },
    X9: { age: dice.whole(1, 20), times: dice.whole(1, 10) },
    X10: { critical: dice.pick([5_000, 15_507]), n: dice.whole(10, 60) },
    X11: { terminals: dice.whole(2, 4), within: dice.pick([1, 10, 30]) },
    X12: { least: dice.whole(1, 5), share: dice.pick([15, 100, 500]) },
  };
}
