import { formatYuan, MAX_AMOUNT_FEN } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { defineRule, isLow, narrowedTo, type ParameterSpecs } from './rule';

const parameters = {
  max: {
    default: 5_000_000,
    min: 100,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '单笔金额上限（不含）', en: 'Largest amount that does not fire' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly on: boolean;
  readonly max: number;
}

/** R1a: one purchase above the limit on a low-rate or capped terminal. One finding per transaction. */
export const singleAmount = defineRule<typeof parameters, State>({
  code: 'R1a',
  version: 1,
  name: 'single_amount',
  title: { zh: '单笔金额超限', en: 'Single amount over the limit' },
  merchantExplanation: {
    zh: '有一笔交易金额较大，需要核实。金额大本身不代表交易有问题，请提供该笔交易的签购单以及对应的合同或订单。',
    en:
      'One purchase was large enough that we would like to confirm it. A large amount alone does not mean that ' +
      'anything is wrong; please provide its signed slip and the matching contract or order.',
  },
  parameters,
  weight: 15,
  lookBackDays: 0,
  narrowing: { by: ['max'], threshold: (finding, { max }) => narrowedTo(finding, max + 1, max) },

  start: ({ max }, facts) => ({ on: isLow(facts), max }),

  step({ on, max }, purchase, out) {
    if (!on || purchase.amountFen <= max) return;
    const { id, at, day, second, amountFen } = purchase;
    out.put(
      {
        key: String(id),
        card: null,
        from: at,
        to: at,
        count: 1,
        sumFen: amountFen,
        measured: amountFen,
        threshold: max,
        unit: 'fen',
        details: { day, second },
      },
      [id],
    );
  },

  finish() {
    // Nothing is provisional: an amount is known when its purchase is.
  },

  explain(finding) {
    const moment = momentText(detailOf(finding, 'day'), detailOf(finding, 'second'));
    const amount = formatYuan(finding.measured);
    const limit = formatYuan(finding.threshold);
    return {
      zh: `${moment} 单笔交易金额 ${amount}，超过低费率/封顶终端的单笔上限 ${limit}。`,
      en: `One purchase of ${amount} at ${moment}; the limit on low-rate and capped terminals is ${limit}.`,
    };
  },
});
