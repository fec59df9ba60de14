import { dayText, formatYuan, monthText, type Bilingual } from '@thaw/kernel';
import { CardSales } from './card-sales';
import { detailOf } from './finding-text';
import { grow, startGrowing, type Growing } from './growing';
import {
  defineRule,
  narrowedTo,
  type FindingHead,
  type FindingSink,
  type ParameterSpecs,
  type StreamRecord,
} from './rule';
import { WaitingRefunds } from './waiting-refunds';

const parameters = {
  share: {
    default: 20,
    min: 0,
    max: 1_000,
    unit: 'percent',
    label: { zh: '退货金额占销售金额的上限（不含）', en: 'Refunds as a share of sales that do not fire' },
  },
  days: {
    default: 30,
    min: 1,
    max: 92,
    unit: 'days',
    label: { zh: '窗口天数', en: 'Days of a window' },
  },
  n: {
    default: 3,
    min: 1,
    max: 10_000,
    unit: 'count',
    label: { zh: '窗口内最少退货笔数（含）', en: 'Least refunds in a window' },
  },
  saleDays: {
    default: 180,
    min: 1,
    max: 400,
    unit: 'days',
    label: { zh: '查找原交易的天数', en: 'Days back in which its sale is looked for' },
  },
  unmatched: {
    default: 1,
    min: 1,
    max: 10_000,
    unit: 'count',
    label: { zh: '单月无原交易退货笔数阈值（含）', en: 'Refunds without a sale in a month that fire' },
  },
} satisfies ParameterSpecs;

/** The span in which refunds outweighed sales most. */
interface Peak {
  readonly percent: number;
  readonly refundsFen: number;
  readonly salesFen: number;
  readonly day: number;
}

interface State {
  readonly share: number;
  readonly days: number;
  readonly n: number;
  readonly saleDays: number;
  readonly unmatched: number;
  day: number;
  month: number;
  /** The days of the span that ends today, oldest first, side by side, and their sums. */
  readonly spanDays: number[];
  readonly spanSales: number[];
  readonly spanRefunds: number[];
  readonly spanCounts: number[];
  salesFen: number;
  refundsFen: number;
  refundCount: number;
  /** The month's refunds so far, and the strongest of the spans that end on its days that are over. */
  refunds: Growing | null;
  peak: Peak | null;
  orphans: Growing | null;
  readonly waiting: WaitingRefunds;
  readonly cards: CardSales;
}

/**
 * X7: refunds that do not fit the sales, as where goods are "returned" for cash. Folds purchases and refunds; per
 * calendar month one finding of each kind:
 *
 * - `ratio`: some span of 30 local days, counted back from a day of the month with a refund, holds at least three
 *   refunds whose sum is more than 20 % of the sum of its sales. It is made of the month's refunds; `measured` is the
 *   greatest percentage, rounded up (so that it is over the threshold); no sales at all count as one fen.
 * - `orphan`: refunds without their sale: the card bought for no such amount or more on this terminal on the same
 *   local day or in the 180 days before it. A sale may stand behind its refund within one day, as receipt times do;
 *   several refunds may rest on one sale; a refund without a card is not looked for.
 */
export const refundRatio = defineRule<typeof parameters, State>({
  code: 'X7',
  version: 1,
  name: 'refund_ratio',
  title: { zh: '退货异常', en: 'Refunds that do not fit the sales' },
  merchantExplanation: {
    zh: '部分退货需要核实：退货金额相对销售较高，或未找到对应的原交易。集中退换货可能如此，请提供退货单和原签购单。',
    en:
      'Some refunds need to be confirmed: they were high beside your sales, or we did not find their purchases. A ' +
      'season of returns can explain that; please provide the refund slips and those of the purchases.',
  },
  parameters,
  weight: 8,
  folds: ['purchase', 'refund'],
  lookBackDays: 400,
  narrowing: {
    by: ['share', 'unmatched'],
    // Without sales every share is over, and measured as at least 100 % a refund: below that, what is measured tells all.
    holds: ({ share, n }) => share < 100 * n,
    threshold: (finding, { share, unmatched }) =>
      finding.unit === 'percent' ? narrowedTo(finding, share + 1, share) : narrowedTo(finding, unmatched),
  },

  start: (values) => ({
    ...values,
    day: 0,
    month: 0,
    spanDays: [],
    spanSales: [],
    spanRefunds: [],
    spanCounts: [],
    salesFen: 0,
    refundsFen: 0,
    refundCount: 0,
    refunds: null,
    peak: null,
    orphans: null,
    waiting: new WaitingRefunds(),
    cards: new CardSales(values.saleDays),
  }),

  step(state, record, out) {
    if (record.day !== state.day || state.spanDays.length === 0) beginDay(state, record, out);
    const today = state.spanDays.length - 1;
    const { amountFen } = record;
    if (record.kind === 'refund') {
      state.spanRefunds[today] = (state.spanRefunds[today] as number) + amountFen;
      state.spanCounts[today] = (state.spanCounts[today] as number) + 1;
      state.refundsFen += amountFen;
      state.refundCount += 1;
      takeRefund(state, record);
      return;
    }
    state.spanSales[today] = (state.spanSales[today] as number) + amountFen;
    state.salesFen += amountFen;
    if (record.cardNo < 0) return;
    state.cards.add(record.cardNo, record.day, amountFen);
    state.waiting.explain(record.cardNo, amountFen);
  },

  settle({ cards, day }) {
    cards.forget(day);
  },

  finish: putMonth,

  explain: (finding, { days, n, saleDays }) =>
    finding.unit === 'percent' ? explainRatio(finding, days, n) : explainOrphans(finding, saleDays),
});

function takeRefund(state: State, refund: StreamRecord): void {
  if (state.refunds === null) state.refunds = startGrowing(refund);
  else grow(state.refunds, refund);
  const { cardNo, amountFen, day } = refund;
  if (cardNo < 0 || state.cards.has(cardNo, amountFen, day)) return;
  state.waiting.add(refund);
}

function beginDay(state: State, { day, month }: StreamRecord, out: FindingSink): void {
  if (month !== state.month) {
    putMonth(state, out);
    state.refunds = null;
    state.peak = null;
    state.orphans = null;
  } else {
    state.peak = peakOf(state);
    state.orphans = orphansOf(state);
  }
  state.waiting.clear();
  state.day = day;
  state.month = month;
  const { spanDays, spanSales, spanRefunds, spanCounts } = state;
  while (spanDays.length > 0 && (spanDays[0] as number) <= day - state.days) {
    spanDays.shift();
    state.salesFen -= spanSales.shift() as number;
    state.refundsFen -= spanRefunds.shift() as number;
    state.refundCount -= spanCounts.shift() as number;
  }
  spanDays.push(day);
  for (const column of [spanSales, spanRefunds, spanCounts]) column.push(0);
}

/** The month's strongest span, if today is over. */
function peakOf({ peak, n, share, day, salesFen, refundsFen, refundCount, spanCounts }: State): Peak | null {
  const isOver = refundCount >= n && 100 * refundsFen > share * salesFen && (spanCounts.at(-1) ?? 0) > 0;
  if (!isOver) return peak;
  const percent = Math.ceil((100 * refundsFen) / Math.max(salesFen, 1));
  return peak !== null && peak.percent >= percent ? peak : { percent, refundsFen, salesFen, day };
}

/** The month's refunds without a sale, if today is over. */
function orphansOf({ orphans, waiting }: State): Growing | null {
  const { refunds } = waiting;
  const [first, last] = [refunds[0], refunds.at(-1)];
  if (first === undefined || last === undefined) return orphans;
  return {
    from: orphans?.from ?? first.at,
    to: last.at,
    count: (orphans?.count ?? 0) + refunds.length,
    sumFen: refunds.reduce((sum, one) => sum + one.amountFen, orphans?.sumFen ?? 0),
    ids: [...(orphans?.ids ?? []), ...refunds.map((one) => one.id)],
  };
}

function putMonth(state: State, out: FindingSink): void {
  const { month, share, unmatched, refunds } = state;
  const peak = peakOf(state);
  if (refunds !== null && peak !== null) {
    const { percent, refundsFen, salesFen, day } = peak;
    const details = { month, day, refundsFen, salesFen };
    const measure = { measured: percent, threshold: share, unit: 'percent', details } as const;
    put(`ratio|${month}`, refunds, measure, out);
  }
  const orphans = orphansOf(state);
  if (orphans !== null && orphans.count >= unmatched) {
    const measure = {
      measured: orphans.count,
      threshold: unmatched,
      unit: 'count',
      details: { month },
    } as const;
    put(`orphan|${month}`, orphans, measure, out);
  }
}

function put(
  key: string,
  { from, to, count, sumFen, ids }: Growing,
  measure: Pick<FindingHead, 'measured' | 'threshold' | 'unit' | 'details'>,
  out: FindingSink,
): void {
  out.put({ key, card: null, from, to, count, sumFen, ...measure }, ids);
}

function explainRatio(finding: FindingHead, days: number, n: number): Bilingual {
  const [month, day] = [monthText(detailOf(finding, 'month')), dayText(detailOf(finding, 'day'))];
  const [refunds, sales] = [
    formatYuan(detailOf(finding, 'refundsFen')),
    formatYuan(detailOf(finding, 'salesFen')),
  ];
  const { count, measured, threshold } = finding;
  return {
    zh:
      `${month} 有 ${count} 笔退货；截至 ${day} 的 ${days} 天内退货 ${refunds}、销售 ${sales}，占比 ${measured}%，` +
      `退货不少于 ${n} 笔且占比超过 ${threshold}% 即命中。`,
    en:
      `${count} refunds in ${month}; in the ${days} days to ${day} refunds of ${refunds} beside sales of ${sales}, ` +
      `${measured} %. Fires from ${n} refunds above ${threshold} %.`,
  };
}

function explainOrphans(finding: FindingHead, saleDays: number): Bilingual {
  const month = monthText(detailOf(finding, 'month'));
  const sum = formatYuan(finding.sumFen);
  const { measured, threshold } = finding;
  return {
    zh: `${month} 有 ${measured} 笔退货（合计 ${sum}）在此前 ${saleDays} 天内找不到同卡且金额足够的原交易；达到 ${threshold} 笔即命中。`,
    en:
      `Refunds in ${month} without a purchase by the same card of at least their amount in the ${saleDays} days ` +
      `before: ${measured}, ${sum} in total; fires from ${threshold}.`,
  };
}
