import { dayText, formatYuan, type Bilingual, type Zone } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { FromFacts } from './from-facts';
import { defineRule, type FindingHead, type ParameterSpecs, type Retrieval } from './rule';
import { SLIPS_KEPT_MONTHS, lastDayKept } from './slip-retention';

const parameters = {
  retention: {
    default: SLIPS_KEPT_MONTHS,
    min: 1,
    max: 120,
    unit: 'months',
    label: { zh: '签购单保存月数', en: 'Calendar months for which slips are kept' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly findings: FromFacts<readonly FindingHead[]>;
}

/** What is missing, as bits of `details.why`, with the words for it. */
const WHY: readonly (readonly [bit: number, is: (retrieval: Retrieval) => boolean, words: Bilingual])[] = [
  [1, ({ answer }) => answer === 'missed', { zh: '截止时未答复', en: 'not answered by its deadline' }],
  [2, ({ answer }) => answer === 'absent', { zh: '答复为无法提供', en: 'said not to be there' }],
  [4, ({ answer }) => answer === 'reprint', { zh: '以重打印件答复', en: 'answered with a reprint' }],
  [8, ({ signed }) => signed === false, { zh: '无持卡人签名', en: 'unsigned' }],
];

/**
 * R7a: a slip that was asked for while the merchant had to hold it was not given by the deadline, is said not to be there,
 * is a reprint, or bears no signature. Kept means calendar months from the sale's local day, its last day inside; the day
 * of asking counts, not that of the deadline. One finding per transaction. Made of facts, so that it folds no record:
 * what was asked and answered when the scan began. `measured` is in days from the sale to the asking, `threshold` the
 * days for which the slip is kept.
 */
export const slipMissing = defineRule<typeof parameters, State>({
  code: 'R7a',
  version: 1,
  name: 'slip_missing',
  title: { zh: '调单未提供合格签购单', en: 'Slip asked for and not given' },
  merchantExplanation: {
    zh: '有一笔交易的签购单未能按时提供，或提供的不是持卡人签名的原件。请补交原件；如确实无法提供，请说明原因并提供其他能证明该笔交易的材料。',
    en:
      'The slip of one purchase did not come in time, or was not the original with its signature. Please send the ' +
      'original; if there is none, say why and provide what else shows the purchase.',
  },
  parameters,
  weight: 12,
  needs: ['retrievals'],
  lookBackDays: 0,
  folds: [],

  start: ({ retention }, { retrievals }, zone) => ({
    findings: new FromFacts((retrievals ?? []).flatMap((one) => missing(one, retention, zone))),
  }),

  step() {
    // Answers are facts: no record of the stream changes them.
  },

  finish({ findings }, out) {
    for (const head of findings.value) out.put(head, [Number(head.key)]);
  },

  explain(finding) {
    const moment = momentText(detailOf(finding, 'day'), detailOf(finding, 'second'));
    const amount = formatYuan(finding.sumFen);
    const why = detailOf(finding, 'why');
    const found = WHY.filter(([bit]) => (why & bit) !== 0).map(([, , words]) => words);
    const asked = dayText(detailOf(finding, 'day') + finding.measured);
    const kept = dayText(detailOf(finding, 'day') + finding.threshold);
    return {
      zh:
        `${moment} 金额 ${amount} 的交易，${asked} 调单（交易后第 ${finding.measured} 天，签购单须保存至 ${kept}）：` +
        `${found.map(({ zh }) => zh).join('、')}。`,
      en:
        `The slip of ${amount} at ${moment} was asked for on ${asked}, ${finding.measured} days after the sale (to be kept ` +
        `until ${kept}): ${found.map(({ en }) => en).join(', ')}.`,
    };
  },
});

function missing(retrieval: Retrieval, retention: number, zone: Zone): FindingHead[] {
  const why = WHY.reduce((bits, [bit, is]) => (is(retrieval) ? bits + bit : bits), 0);
  const { id, at, amountFen, askedAt } = retrieval;
  const day = zone.dayOf(at);
  const [measured, threshold] = [zone.dayOf(askedAt) - day, lastDayKept(day, retention) - day];
  if (why === 0 || measured > threshold) return [];
  const details = { day, second: zone.secondOfDay(at), why };
  return [
    { key: String(id), card: null, from: at, to: at, count: 1, sumFen: amountFen, measured, threshold, unit: 'days', details },
  ]; // prettier-ignore
}
