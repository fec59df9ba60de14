import { formatYuan, monthText } from '@thaw/kernel';
import { countText, detailOf } from './finding-text';
import { CardRuns, type RunHead } from './card-runs';
import { defineRule, isCreditUse, isLow, narrowedTo, type ParameterSpecs } from './rule';

const parameters = {
  months: {
    default: 2,
    min: 1,
    max: 24,
    unit: 'months',
    label: { zh: '连续使用月数上限（不含）', en: 'Months in a row that do not fire' },
  },
  gap: {
    default: 1,
    min: 1,
    max: 6,
    unit: 'months',
    label: { zh: '中断所需的未使用整月数', en: 'Whole unused months that end a run' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly on: boolean;
  readonly months: number;
  readonly gap: number;
  /** Of the latest purchase. */
  month: number;
  readonly cards: CardRuns;
}

/**
 * R5: a credit card used on one low-rate or capped terminal in more than two calendar months in a row. One finding
 * per card and run, from the first use in the month that is one too many, growing while the run goes on.
 * The stream is the terminal's, not the device's, so a run goes on after the device was replaced.
 */
export const cardMonthRun = defineRule<typeof parameters, State>({
  code: 'R5',
  version: 1,
  name: 'card_month_run',
  title: { zh: '同一信用卡连月使用', en: 'Same credit card month after month' },
  merchantExplanation: {
    zh: '同一张信用卡接连几个月都在该终端使用，需要核实。老顾客或定期付款都可能如此，请提供相关签购单和订单。',
    en:
      'The same credit card was used here month after month, and we would like to confirm these purchases. Regular ' +
      'customers and recurring payments can explain that; please provide the slips and orders.',
  },
  parameters,
  weight: 3,
  lookBackDays: null,
  narrowing: { by: ['months'], threshold: (finding, { months }) => narrowedTo(finding, months + 1, months) },

  start: ({ months, gap }, facts) => ({ on: isLow(facts), months, gap, month: 0, cards: new CardRuns() }),

  step(state, purchase, out) {
    if (!state.on || !isCreditUse(purchase)) return;
    const { months, gap, cards } = state;
    const { cardNo, month } = purchase;
    state.month = month;
    const since = cards.countOf(cardNo) > 0 ? month - cards.lastOf(cardNo) : Number.POSITIVE_INFINITY;
    if (since <= gap) {
      cards.extend(purchase, month, cards.measureOf(cardNo) + (since > 0 ? 1 : 0));
    } else {
      cards.end(purchase, out, headOf, months);
      cards.begin(purchase, month, 1);
    }
    if (cards.measureOf(cardNo) > months) cards.list(purchase);
  },

  settle({ months, gap, month, cards }, out) {
    cards.settle(out, headOf, months);
    cards.forget((last) => month - last > gap);
  },

  finish() {
    // Nothing is provisional: a run that was long enough stays so.
  },

  explain(finding, { gap }) {
    const from = monthText(detailOf(finding, 'firstMonth'));
    const to = monthText(detailOf(finding, 'lastMonth'));
    const sum = formatYuan(finding.sumFen);
    const { measured, threshold, count } = finding;
    return {
      zh:
        `同一信用卡自 ${from} 至 ${to} 在 ${measured} 个月内连续使用，共 ${count} 笔、合计 ${sum}；` +
        `超过 ${threshold} 个月即命中，完整 ${gap} 个月未使用才重新计算。`,
      en:
        `One credit card was used in ${measured} months in a row, ${from} to ${to}: ${count} purchases, ${sum} in ` +
        `total. Fires above ${countText(threshold, 'month')}; a run ends after ${countText(gap, 'whole unused month')}.`,
    };
  },
});

/** A run's measure is the months in which the card was used. */
const headOf: RunHead = ({ first: firstMonth, last: lastMonth, measure }, card, months) => ({
  key: `${card}|${firstMonth}`,
  measured: measure,
  threshold: months,
  unit: 'months',
  details: { firstMonth, lastMonth },
});
