import { monthText } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { startGrowing, type Growing } from './growing';
import { defineRule, type FindingSink, type ParameterSpecs } from './rule';

/** rules.md: "with at most ten examples"; nearly every purchase of an ordinary shop has a fen part. */
const EXAMPLES = 10;

const parameters = {
  unit: {
    default: 100,
    min: 2,
    max: 10_000,
    unit: 'fen',
    label: { zh: '整元单位', en: 'Unit of which whole amounts are multiples' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly unit: number;
  month: number;
  /** Purchases of the month. */
  all: number;
  /** Those with a fen part; only the first ten keep their ids. */
  fractional: Growing | null;
}

/**
 * R3: amounts with a fen part. Informational, weight 0. One finding per calendar month with at least one: `count` and
 * `measured` are how many, `details.percent` their whole share, `transactions` the first ten.
 */
export const fractionalAmount = defineRule<typeof parameters, State>({
  code: 'R3',
  version: 1,
  name: 'fractional_amount',
  title: { zh: '带角分的金额', en: 'Amounts with a fen part' },
  merchantExplanation: {
    zh: '部分交易金额带有角分。这很常见，仅作记录，不需要您提供材料。',
    en: 'Some purchases had amounts that are not whole. That is common; it is only noted and asks nothing of you.',
  },
  parameters,
  weight: 0,
  lookBackDays: 30,

  start: ({ unit }) => ({ unit, month: 0, all: 0, fractional: null }),

  step(state, purchase, out) {
    if (purchase.month !== state.month) {
      putMonth(state, out);
      state.month = purchase.month;
      state.all = 0;
      state.fractional = null;
    }
    state.all += 1;
    if (purchase.amountFen % state.unit === 0) return;
    const { fractional } = state;
    if (fractional === null) {
      state.fractional = startGrowing(purchase);
      return;
    }
    fractional.to = purchase.at;
    fractional.count += 1;
    fractional.sumFen += purchase.amountFen;
    if (fractional.ids.length < EXAMPLES) fractional.ids.push(purchase.id);
  },

  finish: putMonth,

  explain(finding) {
    const month = monthText(detailOf(finding, 'month'));
    const all = detailOf(finding, 'all');
    const percent = detailOf(finding, 'percent');
    return {
      zh: `${month} 共 ${all} 笔交易，其中 ${finding.measured} 笔金额带角分，占 ${percent}%；仅供参考，最多列出 ${EXAMPLES} 笔示例。`,
      en:
        `In ${month}, ${finding.measured} of ${all} purchases (${percent} %) have a fen part; ` +
        `for information only, with at most ${EXAMPLES} examples.`,
    };
  },
});

function putMonth({ month, all, fractional }: State, out: FindingSink): void {
  if (fractional === null) return;
  const { from, to, count, sumFen, ids } = fractional;
  out.put(
    {
      key: String(month),
      card: null,
      from,
      to,
      count,
      sumFen,
      measured: count,
      threshold: 1,
      unit: 'count',
      details: { month, all, percent: Math.floor((100 * count) / all) },
    },
    ids,
  );
}
