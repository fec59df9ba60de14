import { formatYuan, MAX_AMOUNT_FEN, monthText } from '@thaw/kernel';
import { countText, detailOf } from './finding-text';
import { grow, startGrowing, type Growing } from './growing';
import { defineRule, narrowedTo, type FindingSink, type ParameterSpecs } from './rule';

const parameters = {
  ratio: {
    default: 4,
    min: 1,
    max: 1_000,
    unit: 'ratio',
    label: { zh: '贷记笔数与借记笔数之比', en: 'Credit purchases per debit purchase' },
  },
  minDebit: {
    default: 20_000,
    min: 1,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '计入的借记最低金额（含）', en: 'Smallest debit amount that counts' },
  },
  minCredit: {
    default: 20,
    min: 1,
    max: 100_000,
    unit: 'count',
    label: { zh: '最少贷记笔数（含）', en: 'Least credit purchases in a month' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly ratio: number;
  readonly minDebit: number;
  readonly minCredit: number;
  month: number;
  /** The month's credit purchases. Their ids wait for its end, since debit purchases can still undo the finding. */
  credit: Growing | null;
  debit: number;
  unknown: number;
}

/**
 * R4: in a calendar month credit purchases outnumber debit ones too far. One finding per month, of its credit
 * purchases. `measured` is their count, `threshold` the least count that fires beside the debit purchases there were.
 * Unknown card types are on neither side; `details.unknown` says how many there were.
 */
export const creditDebitMix = defineRule<typeof parameters, State>({
  code: 'R4',
  version: 1,
  name: 'credit_debit_mix',
  title: { zh: '信用卡与借记卡比例失衡', en: 'Few debit purchases beside credit' },
  merchantExplanation: {
    zh: '某个月的交易以信用卡为主，借记卡交易较少，需要了解您的经营情况。请说明主要客群，并提供行业相关证明。',
    en:
      'In one month most purchases were made with credit cards and few with debit cards, so we would like to ' +
      'understand your trade. Please tell us about your usual customers and provide proof of your line of business.',
  },
  parameters,
  weight: 8,
  lookBackDays: 30,
  narrowing: {
    by: ['ratio', 'minCredit'],
    threshold: (finding, { ratio, minCredit }) =>
      narrowedTo(finding, Math.max(minCredit, ratio * detailOf(finding, 'debit') + 1)),
  },

  start: ({ ratio, minDebit, minCredit }) => ({
    ratio,
    minDebit,
    minCredit,
    month: 0,
    credit: null,
    debit: 0,
    unknown: 0,
  }),

  step(state, purchase, out) {
    if (purchase.month !== state.month) {
      putMonth(state, out);
      state.month = purchase.month;
      state.credit = null;
      state.debit = 0;
      state.unknown = 0;
    }
    switch (purchase.cardType) {
      case 'credit':
        if (state.credit === null) state.credit = startGrowing(purchase);
        else grow(state.credit, purchase);
        return;
      case 'debit':
        if (purchase.amountFen >= state.minDebit) state.debit += 1;
        return;
      case 'unknown':
        state.unknown += 1;
    }
  },

  finish: putMonth,

  explain(finding, { ratio, minDebit, minCredit }) {
    const month = monthText(detailOf(finding, 'month'));
    const debit = detailOf(finding, 'debit');
    const unknown = detailOf(finding, 'unknown');
    const { measured } = finding;
    const sum = formatYuan(finding.sumFen);
    const least = formatYuan(minDebit);
    return {
      zh:
        `${month} 信用卡交易 ${measured} 笔（合计 ${sum}），${least} 及以上的借记卡交易 ${debit} 笔；` +
        `阈值为信用卡不少于 ${minCredit} 笔且多于借记卡的 ${ratio} 倍。另有 ${unknown} 笔卡类型未知，未计入。`,
      en:
        `In ${month}, ${countText(measured, 'credit purchase')} (${sum}) beside ${countText(debit, 'debit purchase')} of ${least} or more; ` +
        `fires from ${countText(minCredit, 'credit purchase')} when they exceed ${ratio} times the debit ones. ` +
        `Purchases of unknown card type, not counted: ${unknown}.`,
    };
  },
});

function putMonth({ ratio, minCredit, month, credit, debit, unknown }: State, out: FindingSink): void {
  if (credit === null || credit.count < minCredit || ratio * debit >= credit.count) return;
  out.put(
    {
      key: String(month),
      card: null,
      from: credit.from,
      to: credit.to,
      count: credit.count,
      sumFen: credit.sumFen,
      measured: credit.count,
      threshold: Math.max(minCredit, ratio * debit + 1),
      unit: 'count',
      details: { month, debit, unknown },
    },
    credit.ids,
  );
}
