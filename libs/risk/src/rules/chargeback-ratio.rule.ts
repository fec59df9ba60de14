import { monthText, type Zone } from '@thaw/kernel';
import { countText, detailOf } from './finding-text';
import { FromFacts } from './from-facts';
import { defineRule, narrowedTo, type ChargebackMonth, type ParameterSpecs } from './rule';

const parameters = {
  least: {
    default: 100,
    min: 1,
    max: 1_000_000,
    unit: 'count',
    label: { zh: '单月拒付笔数阈值（含）', en: 'Least chargebacks in a month' },
  },
  share: {
    default: 15,
    min: 1,
    max: 1_000,
    unit: 'per_mille',
    label: { zh: '占上月销售笔数的比例阈值（含）', en: 'Share of the sales of the month before that fires' },
  },
} satisfies ParameterSpecs;

/** A month with enough chargebacks; ms of its first and last instant. */
interface Looked extends ChargebackMonth {
  readonly from: number;
  readonly to: number;
}

interface State {
  readonly least: number;
  readonly share: number;
  readonly months: FromFacts<readonly Looked[]>;
  /** Of the first and the latest purchase; null before the first. */
  firstMonth: number | null;
  month: number;
  /** The latest month's purchases, and those of the month before each of `months`, once it was over. */
  sales: number;
  readonly before: number[];
}

/**
 * X12: a month's chargebacks are at least 100 and at least 1.5 % (15 ‰) of the number of purchases of the month before:
 * Mastercard's Excessive Chargeback Merchant. One finding per calendar month of receipt. Chargebacks are facts, counted
 * by month: they come weeks after their sale, from another side, and the rule asks no more of them. So a finding has no
 * transactions, and begins and ends with its month; `measured` is the chargebacks, `threshold` the least number that
 * fires beside those sales. Silent without the fact, and where the month before is not in the history.
 */
export const chargebackRatio = defineRule<typeof parameters, State>({
  code: 'X12',
  version: 1,
  name: 'chargeback_ratio',
  title: { zh: '拒付比例过高', en: 'Too many chargebacks' },
  merchantExplanation: {
    zh: '某个月持卡人拒付较多，需要核实。请提供相关交易的签购单、发货或服务凭证，以及与顾客的沟通记录。',
    en:
      'In one month many cardholders disputed their purchases, and we would like to look at them with you. Please provide ' +
      'the slips, proof of delivery or service, and what you and the customers wrote.',
  },
  parameters,
  weight: 12,
  needs: ['chargebacks'],
  lookBackDays: 61,
  narrowing: {
    by: ['least', 'share'],
    threshold: (finding, { least, share }) =>
      narrowedTo(finding, Math.max(least, Math.ceil((share * detailOf(finding, 'sales')) / 1000))),
  },

  start({ least, share }, { chargebacks }, zone) {
    const looked = (chargebacks ?? [])
      .filter(({ count }) => count >= least)
      .map((one) => ({
        ...one,
        from: monthStart(one.month, zone),
        to: monthStart(one.month + 1, zone) - 1,
      }));
    return {
      least,
      share,
      months: new FromFacts(looked),
      firstMonth: null,
      month: 0,
      sales: 0,
      before: looked.map(() => 0),
    };
  },

  step(state, { month }) {
    if (month !== state.month) beginMonth(state, month);
    state.sales += 1;
  },

  finish({ least, share, months, firstMonth, month: latest, sales, before }, out) {
    for (const [i, { month, count, from, to }] of months.value.entries()) {
      if (firstMonth === null || month - 1 < firstMonth || month - 1 > latest) continue;
      const sold = month - 1 === latest ? sales : (before[i] as number);
      const threshold = Math.max(least, Math.ceil((share * sold) / 1000));
      if (count < threshold) continue;
      out.put(
        {
          key: String(month),
          card: null,
          from,
          to,
          count: 0,
          sumFen: 0,
          measured: count,
          threshold,
          unit: 'count',
          details: { month, sales: sold },
        },
        [],
      );
    }
  },

  explain(finding, { least, share }) {
    const month = detailOf(finding, 'month');
    const [now, before] = [monthText(month), monthText(month - 1)];
    const sales = detailOf(finding, 'sales');
    const { measured, threshold } = finding;
    return {
      zh: `${now} 收到拒付 ${measured} 笔，上月（${before}）销售 ${sales} 笔；不少于 ${least} 笔且达到上月销售笔数的 ${share}‰（此处为 ${threshold} 笔）即命中。`,
      en:
        `${countText(measured, 'chargeback')} in ${now} beside ${countText(sales, 'purchase')} in ${before}; fires from ` +
        `${least} that are ${share} ‰ of the purchases of the month before (here from ${threshold}).`,
    };
  },
});

const monthStart = (month: number, zone: Zone): number => zone.toInstant(Date.UTC(1970, month, 1));

function beginMonth(state: State, month: number): void {
  for (const [i, looked] of state.months.value.entries()) {
    if (looked.month - 1 === state.month) state.before[i] = state.sales;
  }
  state.firstMonth ??= month;
  state.month = month;
  state.sales = 0;
}
