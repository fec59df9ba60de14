import { formatYuan, type Bilingual, type Zone } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { FromFacts } from './from-facts';
import { defineRule, type FindingHead, type ParameterSpecs, type Retrieval } from './rule';

const parameters = {
  checks: {
    default: 1,
    min: 1,
    max: 2,
    unit: 'count',
    label: { zh: '单张签购单上不符的项数（含）', en: 'Comparisons that fail on one slip and fire' },
  },
  fallbacks: {
    default: 3,
    min: 1,
    max: 1_000,
    unit: 'count',
    label: { zh: '单日芯片卡降级刷磁条的笔数（含）', en: 'Stripe fallbacks of one day that fire' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly findings: FromFacts<readonly FindingHead[]>;
}

/** What does not agree, as bits of `details.why`, with the words for it. */
const WHY: readonly (readonly [bit: number, words: Bilingual])[] = [
  [1, { zh: '卡号不一致', en: 'card numbers differ' }],
  [2, { zh: '姓名与证件不一致', en: 'the name is not that of the ID' }],
  [4, { zh: '芯片卡降级刷磁条', en: 'a chip card was read by its stripe' }],
];

/**
 * R7b: on a slip that was brought the number on the screen is not the card's, the name is not that of the ID, or a chip
 * card was read by its stripe on a day that has three such. A contactless sale carries no name, so that none is compared.
 * One finding per transaction, made of facts as in R7a: `measured` is how many comparisons failed, or, where it fires by
 * fallback alone, the fallbacks of its local day among the slips.
 */
export const cardCheckFailed = defineRule<typeof parameters, State>({
  code: 'R7b',
  version: 1,
  name: 'card_check_failed',
  title: { zh: '持卡人核对不符', en: 'Card and cardholder do not agree' },
  merchantExplanation: {
    zh: '有一笔交易的签购单与所出示的卡片或证件核对不符，需要核实。请说明当时的受理情况，并提供能证明持卡人身份的材料（卡号请遮盖）。',
    en:
      'On the slip of one purchase something did not agree with the card or the ID that was shown. Please say how the card ' +
      'was taken, and provide what shows who the cardholder was (cover the card number).',
  },
  parameters,
  weight: 12,
  needs: ['retrievals'],
  lookBackDays: 0,
  folds: [],

  start: ({ checks, fallbacks }, { retrievals }, zone) => ({
    findings: new FromFacts(failed(retrievals ?? [], checks, fallbacks, zone)),
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
    const found = WHY.filter(([bit]) => (why & bit) !== 0).map(([, words]) => words);
    const { measured, threshold } = finding;
    const byFallback = why === 4;
    return {
      zh:
        `${moment} 金额 ${amount} 的交易，签购单核对：${found.map(({ zh }) => zh).join('、')}` +
        (byFallback
          ? `；当日此类 ${measured} 笔，达到 ${threshold} 笔。`
          : `；不符 ${measured} 项，达到 ${threshold} 项。`),
      en:
        `On the slip of ${amount} at ${moment}: ${found.map(({ en }) => en).join(', ')}; ` +
        (byFallback
          ? `${measured} such on that day, fires from ${threshold}.`
          : `${measured} failed, fires from ${threshold}.`),
    };
  },
});

const isBrought = ({ answer }: Retrieval): boolean => answer === 'original' || answer === 'reprint';
const isFallback = ({ entry, chipCard }: Retrieval): boolean => entry === 'stripe' && chipCard === true;

function failed(
  retrievals: readonly Retrieval[],
  checks: number,
  fallbacks: number,
  zone: Zone,
): readonly FindingHead[] {
  const brought = retrievals.filter(isBrought);
  const ofDay = new Map<number, number>();
  for (const { at } of brought.filter(isFallback)) {
    const day = zone.dayOf(at);
    ofDay.set(day, (ofDay.get(day) ?? 0) + 1);
  }
  return brought.flatMap((retrieval) => {
    const { id, at, amountFen } = retrieval;
    const day = zone.dayOf(at);
    const differs =
      (retrieval.numberSame === false ? 1 : 0) +
      (retrieval.nameSame === false && retrieval.entry !== 'contactless' ? 2 : 0);
    const many = isFallback(retrieval) ? (ofDay.get(day) ?? 0) : 0;
    const count = (differs & 1) + (differs >> 1);
    const compared = count >= checks;
    const fellBack = many >= fallbacks;
    if (!compared && !fellBack) return [];
    const why = (compared ? differs : 0) + (fellBack ? 4 : 0);
    const details = { day, second: zone.secondOfDay(at), why };
    const [measured, threshold] = compared ? [count, checks] : [many, fallbacks];
    return [
      { key: String(id), card: null, from: at, to: at, count: 1, sumFen: amountFen, measured, threshold, unit: 'count', details },
    ]; // prettier-ignore
  });
}
