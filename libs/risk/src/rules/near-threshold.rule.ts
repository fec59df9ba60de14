import { dayText, formatYuan, MAX_AMOUNT_FEN } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { grow, startGrowing, type Growing } from './growing';
import { defineRule, narrowedTo, type FindingSink, type ParameterSpecs } from './rule';

const parameters = {
  limit: {
    default: 5_000_000,
    min: 100,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '被贴近的限额', en: 'Limit that is kept just below' },
  },
  near: {
    default: 90,
    min: 50,
    max: 100,
    unit: 'percent',
    label: { zh: '视为贴近的比例下限（含）', en: 'Share of the limit from which an amount is near' },
  },
  n: {
    default: 3,
    min: 1,
    max: 1_000,
    unit: 'count',
    label: { zh: '单日笔数阈值（含）', en: 'Near amounts in a day that fire' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly least: number;
  readonly limit: number;
  readonly n: number;
  /** The latest day with a near amount, and its near amounts. */
  day: number;
  growing: Growing | null;
}

/**
 * X1: several purchases of one local day between 90 % of a limit and the limit, both inside: what stays just below
 * it. One finding per local day, of the near amounts. The limit is the single-amount limit of R1a, but looked at on
 * every fee profile: whoever splits a sum knows a limit, be it the terminal's, the card's or a reporting line.
 */
export const nearThreshold = defineRule<typeof parameters, State>({
  code: 'X1',
  version: 1,
  name: 'near_threshold',
  title: { zh: '多笔金额贴近限额', en: 'Several amounts just below a limit' },
  merchantExplanation: {
    zh: '同一天有多笔金额相近的大额交易，需要核实。分期收款、按套销售都可能如此，请提供签购单以及对应的合同或订单。',
    en:
      'Several large purchases of one day had similar amounts, and we would like to confirm them. Instalments or goods ' +
      'sold in sets can explain that; please provide the slips with the contracts or orders.',
  },
  parameters,
  weight: 8,
  lookBackDays: 0,
  narrowing: { by: ['n'], threshold: (finding, { n }) => narrowedTo(finding, n) },

  start: ({ limit, near, n }) => ({
    least: Math.ceil((limit * near) / 100),
    limit,
    n,
    day: 0,
    growing: null,
  }),

  step(state, purchase, out) {
    const { amountFen, day } = purchase;
    if (amountFen < state.least || amountFen > state.limit) return;
    if (state.growing !== null && day === state.day) {
      grow(state.growing, purchase);
      return;
    }
    putDay(state, out);
    state.day = day;
    state.growing = startGrowing(purchase);
  },

  finish: putDay,

  explain(finding, { limit }) {
    const day = dayText(detailOf(finding, 'day'));
    const [least, most] = [formatYuan(detailOf(finding, 'least')), formatYuan(limit)];
    const sum = formatYuan(finding.sumFen);
    const { measured, threshold } = finding;
    return {
      zh: `${day} 有 ${measured} 笔交易金额在 ${least} 至 ${most} 之间，贴近限额，合计 ${sum}；单日 ${threshold} 笔即命中。`,
      en:
        `On ${day}, ${measured} purchases between ${least} and the limit of ${most}, ${sum} in total; ` +
        `fires from ${threshold} a day.`,
    };
  },
});

function putDay({ least, n, day, growing }: State, out: FindingSink): void {
  if (growing === null || growing.count < n) return;
  const { from, to, count, sumFen, ids } = growing;
  out.put(
    {
      key: String(day),
      card: null,
      from,
      to,
      count,
      sumFen,
      measured: count,
      threshold: n,
      unit: 'count',
      details: { day, least },
    },
    ids,
  );
}
