import { dayText, formatYuan, MAX_AMOUNT_FEN } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { grow, startGrowing, type Growing } from './growing';
import { defineRule, narrowedTo, type FindingSink, type ParameterSpecs } from './rule';

const parameters = {
  limit: {
    default: 20_000_000,
    min: 100,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '单日累计金额阈值（含）', en: 'Sum of a day that fires' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly limit: number;
  day: number;
  /** The day's purchases; null before the first row. */
  growing: Growing | null;
}

/**
 * R1b: the purchases of one local day reach the limit, on every fee profile. One finding per local day.
 * The day is put whole when it is over, and as it stands until then: one put a day instead of one a row.
 */
export const dailyVolume = defineRule<typeof parameters, State>({
  code: 'R1b',
  version: 1,
  name: 'daily_volume',
  title: { zh: '单日累计金额超限', en: 'Daily volume at the limit' },
  merchantExplanation: {
    zh: '某一天的交易总额较高，需要核实。旺季或促销都可能带来高交易额，请提供当天交易的签购单、合同或订单。',
    en:
      'The total of one day was high and we would like to confirm it. A busy season or a promotion can explain ' +
      "that; please provide the day's slips, contracts or orders.",
  },
  parameters,
  weight: 15,
  lookBackDays: 0,
  narrowing: { by: ['limit'], threshold: (finding, { limit }) => narrowedTo(finding, limit) },

  start: ({ limit }) => ({ limit, day: 0, growing: null }),

  step(state, purchase, out) {
    if (state.growing !== null && purchase.day === state.day) {
      grow(state.growing, purchase);
      return;
    }
    putDay(state, out);
    state.day = purchase.day;
    state.growing = startGrowing(purchase);
  },

  finish: putDay,

  explain(finding) {
    const day = dayText(detailOf(finding, 'day'));
    const sum = formatYuan(finding.measured);
    const limit = formatYuan(finding.threshold);
    return {
      zh: `${day} 当日 ${finding.count} 笔交易累计 ${sum}，达到单日累计阈值 ${limit}。`,
      en: `Purchases of ${day} add up to ${sum} (${finding.count} in all), at or above the daily limit of ${limit}.`,
    };
  },
});

function putDay({ limit, day, growing }: State, out: FindingSink): void {
  if (growing === null || growing.sumFen < limit) return;
  const { from, to, count, sumFen, ids } = growing;
  out.put(
    {
      key: String(day),
      card: null,
      from,
      to,
      count,
      sumFen,
      measured: sumFen,
      threshold: limit,
      unit: 'fen',
      details: { day },
    },
    ids,
  );
}
