import { formatYuan, monthText } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { CardRuns, type RunHead } from './card-runs';
import { defineRule, isCreditUse, narrowedTo, type ParameterSpecs } from './rule';

const parameters = {
  max: {
    default: 5,
    min: 1,
    max: 1_000,
    unit: 'count',
    label: { zh: '单月使用次数上限（不含）', en: 'Uses in a month that do not fire' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly max: number;
  /** Of the latest purchase. */
  month: number;
  /** A run is a month. */
  readonly cards: CardRuns;
}

/**
 * R6c: a credit card used more than five times on any one terminal, whatever its fee profile. The seed states no
 * window; rules.md takes the calendar month. One finding per card and calendar month.
 */
export const cardTerminalRepeat = defineRule<typeof parameters, State>({
  code: 'R6c',
  version: 1,
  name: 'card_terminal_repeat',
  title: { zh: '同一信用卡单月频繁使用', en: 'Same credit card often in one month' },
  merchantExplanation: {
    zh: '同一张信用卡在一个月内多次使用，需要核实。常客消费可能如此，请提供相关签购单，并简单说明顾客的消费情况。',
    en:
      'The same credit card was used often within a month, and we would like to confirm these purchases. A regular ' +
      'customer can explain that; please provide the slips and a short note on what was bought.',
  },
  parameters,
  weight: 8,
  lookBackDays: 30,
  narrowing: { by: ['max'], threshold: (finding, { max }) => narrowedTo(finding, max + 1, max) },

  start: ({ max }) => ({ max, month: 0, cards: new CardRuns() }),

  step(state, purchase, out) {
    if (!isCreditUse(purchase)) return;
    const { max, cards } = state;
    const { cardNo, month } = purchase;
    state.month = month;
    if (cards.countOf(cardNo) > 0 && cards.lastOf(cardNo) === month) {
      cards.extend(purchase, month, 0);
    } else {
      cards.end(purchase, out, headOf, max);
      cards.begin(purchase, month, 0);
    }
    if (cards.countOf(cardNo) > max) cards.list(purchase);
  },

  settle({ max, month, cards }, out) {
    cards.settle(out, headOf, max);
    cards.forget((last) => last !== month);
  },

  finish() {
    // Nothing is provisional: uses only add up.
  },

  explain(finding) {
    const month = monthText(detailOf(finding, 'month'));
    const sum = formatYuan(finding.sumFen);
    return {
      zh: `同一信用卡在 ${month} 使用 ${finding.measured} 次，合计 ${sum}；单月超过 ${finding.threshold} 次即命中。`,
      en: `One credit card was used ${finding.measured} times in ${month}, ${sum} in total; fires above ${finding.threshold} uses a month.`,
    };
  },
});

const headOf: RunHead = ({ last: month, count }, card, max) => ({
  key: `${card}|${month}`,
  measured: count,
  threshold: max,
  unit: 'count',
  details: { month },
});
