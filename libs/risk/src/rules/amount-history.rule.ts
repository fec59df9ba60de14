import { formatYuan } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { defineRule, narrowedTo, type ParameterSpecs } from './rule';

const parameters = {
  times: {
    default: 3,
    min: 2,
    max: 1_000,
    unit: 'ratio',
    label: { zh: '历史最大金额的倍数（含）', en: 'Multiple of the past maximum that fires' },
  },
  back: {
    default: 90,
    min: 7,
    max: 366,
    unit: 'days',
    label: { zh: '回看天数', en: 'Days before that are looked at' },
  },
  n: {
    default: 10,
    min: 1,
    max: 10_000,
    unit: 'count',
    label: { zh: '回看期内最少笔数（含）', en: 'Least purchases in those days' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly times: number;
  readonly back: number;
  readonly n: number;
  /** Of the latest purchase; its day's purchases so far. */
  day: number;
  greatest: number;
  count: number;
  /** The days before it that still count, oldest first, side by side. */
  readonly days: number[];
  readonly greatestOf: number[];
  readonly countOf: number[];
  /** What an amount must reach today; null: there were too few purchases to compare it with. */
  least: number | null;
  /** The past maximum that it is compared with. */
  past: number;
}

/**
 * X3: an amount of at least three times the greatest of the 90 local days before its own, in which there were at least
 * ten purchases: with fewer there is no custom to depart from. One finding per transaction. A day's own purchases are
 * not compared with each other, so that the first of a row of large ones does not hide the rest.
 */
export const amountHistory = defineRule<typeof parameters, State>({
  code: 'X3',
  version: 1,
  name: 'amount_vs_history',
  title: { zh: '金额远高于历史', en: 'Amount far above the past' },
  merchantExplanation: {
    zh: '有一笔交易的金额明显高于贵店以往的交易，需要核实。大宗采购或新业务都可能如此，请提供该笔交易的签购单以及合同或订单。',
    en:
      'One purchase was far larger than your shop’s purchases so far, and we would like to confirm it. A bulk order or ' +
      'a new line of business can explain that; please provide its slip with the contract or order.',
  },
  parameters,
  weight: 8,
  lookBackDays: 366,
  narrowing: {
    by: ['times'],
    threshold: (finding, { times }) => narrowedTo(finding, times * detailOf(finding, 'past')),
  },

  start: ({ times, back, n }) => ({
    times,
    back,
    n,
    day: 0,
    greatest: 0,
    count: 0,
    days: [],
    greatestOf: [],
    countOf: [],
    least: null,
    past: 0,
  }),

  step(state, purchase, out) {
    const { amountFen } = purchase;
    if (purchase.day !== state.day) beginDay(state, purchase.day);
    state.count += 1;
    if (amountFen > state.greatest) state.greatest = amountFen;
    if (state.least === null || amountFen < state.least) return;
    const { id, at, day, second } = purchase;
    out.put(
      {
        key: String(id),
        card: null,
        from: at,
        to: at,
        count: 1,
        sumFen: amountFen,
        measured: amountFen,
        threshold: state.least,
        unit: 'fen',
        details: { day, second, past: state.past },
      },
      [id],
    );
  },

  finish() {
    // Nothing is provisional: an amount is compared with days that are over.
  },

  explain(finding, { times, back }) {
    const moment = momentText(detailOf(finding, 'day'), detailOf(finding, 'second'));
    const [amount, past] = [formatYuan(finding.measured), formatYuan(detailOf(finding, 'past'))];
    return {
      zh: `${moment} 单笔交易金额 ${amount}，达到此前 ${back} 天最大金额 ${past} 的 ${times} 倍。`,
      en: `One purchase of ${amount} at ${moment}; the greatest of the ${back} days before was ${past}, fires from ${times} times that.`,
    };
  },
});

function beginDay(state: State, day: number): void {
  const { days, greatestOf, countOf, back, n, times } = state;
  if (state.count > 0) {
    days.push(state.day);
    greatestOf.push(state.greatest);
    countOf.push(state.count);
  }
  const kept = days.findIndex((earlier) => earlier >= day - back);
  for (const column of [days, greatestOf, countOf]) column.splice(0, kept < 0 ? column.length : kept);
  let [past, count] = [0, 0];
  for (const [i, greatest] of greatestOf.entries()) {
    past = Math.max(past, greatest);
    count += countOf[i] as number;
  }
  state.day = day;
  state.greatest = 0;
  state.count = 0;
  state.past = past;
  state.least = count >= n ? times * past : null;
}
