import { formatYuan, MAX_AMOUNT_FEN } from '@thaw/kernel';
import { detailOf, durationText, markText } from './finding-text';
import { defineRule, type FindingHead, type ParameterSpecs } from './rule';
import { SimilarAmounts } from './similar-amounts';
import { SlidingWindow, type WindowRun } from './sliding-window';

const parameters = {
  n: {
    default: 5,
    min: 2,
    max: 10_000,
    unit: 'count',
    label: { zh: '窗口内相近笔数阈值（含）', en: 'Similar amounts in a window that fire' },
  },
  near: {
    default: 10,
    min: 0,
    max: 50,
    unit: 'percent',
    label: { zh: '视为相近的偏差（含）', en: 'Distance that still counts as similar' },
  },
  window: {
    default: 86_400,
    min: 60,
    max: 604_800,
    unit: 'seconds',
    label: { zh: '窗口长度', en: 'Length of a window' },
  },
  min: {
    default: 500_000,
    min: 1,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '计入的最低金额（含）', en: 'Smallest amount looked at' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly min: number;
  /** ms of the latest purchase that was looked at. */
  at: number;
  readonly amounts: SimilarAmounts;
}

/**
 * X4: a purchase that with at least four others of the 24 hours before it lies within ±10 % of its own amount (one
 * exactly 24 hours older is outside, one of the same instant inside, both ends of the ±10 % inside). One finding per
 * merged window, of the purchases that were similar to one such; it goes on while the next such purchase comes within
 * 24 hours of the last, also at another price. `measured` is the most for one purchase.
 *
 * Amounts below 5,000.00 are left out: what a counter sells all day is similar by nature, and a rule that fires on
 * every coffee says nothing. With `min` 1 it is the bare rule.
 */
export const similarAmounts = defineRule<typeof parameters, State>({
  code: 'X4',
  version: 1,
  name: 'similar_amounts',
  title: { zh: '相近金额集中', en: 'Cluster of similar amounts' },
  merchantExplanation: {
    zh: '一段时间内有多笔金额相近的较大交易，需要核实。统一定价或分期收款都可能如此，请提供相关签购单、合同或订单。',
    en:
      'Several larger purchases close together had similar amounts, and we would like to confirm them. A fixed price or ' +
      'instalments can explain that; please provide the slips, contracts or orders.',
  },
  parameters,
  weight: 5,
  lookBackDays: 7,

  start: ({ n, near, window, min }) => ({
    min,
    at: 0,
    amounts: new SimilarAmounts(new SlidingWindow(window * 1000, (run) => headOf(run, n)), near, n),
  }),

  step(state, purchase, out) {
    const { at, amountFen } = purchase;
    if (amountFen < state.min) return;
    if (at !== state.at) {
      state.at = at;
      state.amounts.moveTo(at, out);
    }
    state.amounts.add(purchase);
  },

  settle({ amounts }, out) {
    amounts.settle(out);
  },

  finish({ amounts }, out) {
    amounts.finish(out);
  },

  explain(finding, { near, window, min }) {
    const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
    const [sum, amount] = [formatYuan(finding.sumFen), formatYuan(detailOf(finding, 'amount'))];
    const long = durationText(window);
    const { count, measured, threshold } = finding;
    return {
      zh:
        `${from} 至 ${to} 有 ${count} 笔金额相近的交易，合计 ${sum}；${long.zh}内最多 ${measured} 笔与 ${amount} 相差不超过 ${near}%，` +
        `达到 ${threshold} 笔即命中（低于 ${formatYuan(min)} 的不计）。`,
      en:
        `From ${from} to ${to}, ${count} purchases of similar amounts, ${sum} in total; within ${long.en} up to ` +
        `${measured} within ${near} % of ${amount}, fires from ${threshold} (amounts below ${formatYuan(min)} left out).`,
    };
  },
});

const headOf = (
  { from, to, fromMark, toMark, count, sumFen, peak }: WindowRun,
  threshold: number,
): FindingHead => ({
  key: String(from),
  card: null,
  from,
  to,
  count,
  sumFen,
  measured: peak[0],
  threshold,
  unit: 'count',
  details: { fromMark, toMark, amount: peak[1] },
});
