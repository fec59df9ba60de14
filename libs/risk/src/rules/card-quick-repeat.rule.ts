import { formatYuan } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { CardRuns, type RunHead } from './card-runs';
import { NestedChains } from './nested-chains';
import {
  defineRule,
  isCreditUse,
  isLow,
  type ParameterSpecs,
  type Parameters,
  type TerminalFacts,
} from './rule';

const DAY_SECONDS = 86_400;

const parameters = {
  gap: {
    default: 600,
    min: 1,
    max: 86_400,
    unit: 'seconds',
    label: { zh: '两次使用的最短间隔', en: 'Shortest gap that does not fire' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly on: boolean;
  /** The longest gap, and the number of the choice whose it is. */
  readonly gapMs: number;
  readonly choice: number;
  /** ms of the latest purchase. */
  at: number;
  /** The chains under the longest gap. */
  readonly cards: CardRuns;
  /** Under all other gaps, where there are any. */
  readonly nested: NestedChains | null;
}

function start(choices: readonly Parameters<typeof parameters>[], facts: TerminalFacts): State {
  const gaps = choices.map(({ gap }, choice) => ({ gapMs: gap * 1000, choice }));
  const [longest = { gapMs: 0, choice: 0 }, ...shorter] = gaps.toSorted((a, b) => b.gapMs - a.gapMs);
  const cards = new CardRuns();
  return {
    on: isLow(facts),
    ...longest,
    at: 0,
    cards,
    nested: shorter.length > 0 ? new NestedChains(cards, longest.gapMs, shorter, headOf) : null,
  };
}

/**
 * R6b: a credit card used again on one low-rate or capped terminal before the gap has passed. One finding per card
 * and unbroken chain of such gaps, across midnight too. `measured` is the shortest gap in whole seconds.
 */
export const cardQuickRepeat = defineRule<typeof parameters, State>({
  code: 'R6b',
  version: 1,
  name: 'card_quick_repeat',
  title: { zh: '同一信用卡短时连续使用', en: 'Same credit card in quick succession' },
  merchantExplanation: {
    zh: '同一张信用卡在很短的时间内再次使用，需要核实。补单、分单付款都可能如此，请提供这几笔交易的签购单。',
    en:
      'The same credit card was used again very soon after a purchase, and we would like to confirm it. A forgotten ' +
      'item or a split payment can explain that; please provide the slips of these purchases.',
  },
  parameters,
  weight: 12,
  lookBackDays: 1,

  sharing: { by: ['gap'], start },

  start: (values, facts) => start([values], facts),

  step(state, purchase, out) {
    if (!state.on || !isCreditUse(purchase)) return;
    const { gapMs, choice, cards, nested } = state;
    const { cardNo, at } = purchase;
    state.at = at;
    const mark = purchase.day * DAY_SECONDS + purchase.second;
    const count = cards.countOf(cardNo);
    const gap = at - cards.toOf(cardNo);
    if (count > 0 && gap < gapMs) {
      nested?.goOn(purchase, mark, gap, out);
      cards.extend(purchase, mark, count === 1 ? gap : Math.min(cards.measureOf(cardNo), gap));
      cards.list(purchase);
    } else {
      nested?.end(cardNo, out);
      cards.end(purchase, out.of(choice), headOf, gapMs);
      cards.begin(purchase, mark, 0);
    }
  },

  settle({ gapMs, choice, at, cards, nested }, out) {
    nested?.settle(at, out);
    cards.settle(out.of(choice), headOf, gapMs);
    cards.forget((_last, to) => at - to >= gapMs);
  },

  finish() {
    // Nothing is provisional: a gap that was too short stays so.
  },

  explain(finding) {
    const from = momentText(detailOf(finding, 'day'), detailOf(finding, 'second'));
    const to = momentText(detailOf(finding, 'lastDay'), detailOf(finding, 'lastSecond'));
    const sum = formatYuan(finding.sumFen);
    const { count, measured, threshold } = finding;
    return {
      zh: `同一信用卡 ${from} 至 ${to} 连续使用 ${count} 次，合计 ${sum}；最短间隔 ${measured} 秒，小于 ${threshold} 秒即命中。`,
      en:
        `One credit card was used ${count} times in a chain from ${from} to ${to}, ${sum} in total; ` +
        `shortest gap ${measured} s, fires below ${threshold} s.`,
    };
  },
});

/** A run's measure is its shortest gap in ms; its marks are seconds of the local clock since 1970. */
const headOf: RunHead = ({ from, first, last, measure }, card, gapMs) => ({
  key: `${card}|${from}`,
  measured: Math.floor(measure / 1000),
  threshold: gapMs / 1000,
  unit: 'seconds',
  details: {
    day: Math.floor(first / DAY_SECONDS),
    second: first % DAY_SECONDS,
    lastDay: Math.floor(last / DAY_SECONDS),
    lastSecond: last % DAY_SECONDS,
  },
});
