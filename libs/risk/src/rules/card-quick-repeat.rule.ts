import { formatYuan } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { grow, handOver, startGrowing, type Growing } from './growing';
import { defineRule, isLow, type ParameterSpecs } from './rule';

const parameters = {
  gap: {
    default: 600,
    min: 1,
    max: 86_400,
    unit: 'seconds',
    label: { zh: '两次使用的最短间隔', en: 'Shortest gap that does not fire' },
  },
} satisfies ParameterSpecs;

interface Chain {
  readonly uses: Growing;
  readonly day: number;
  readonly second: number;
  /** The shortest gap so far in ms; 0 while there is one use only. */
  shortest: number;
}

interface State {
  readonly on: boolean;
  readonly gapMs: number;
  /** When cards whose chain is broken were last let go. */
  sweptAt: number;
  readonly cards: Map<string, Chain>;
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

  start: ({ gap }, facts) => ({ on: isLow(facts), gapMs: gap * 1000, sweptAt: 0, cards: new Map() }),

  step(state, purchase, out) {
    const { card, at } = purchase;
    if (!state.on || card === null || purchase.cardType !== 'credit') return;
    const { gapMs, cards } = state;
    // Once per gap, so that each use is looked at a fixed number of times however long the history is.
    if (at - state.sweptAt >= gapMs) {
      for (const [name, known] of cards) if (at - known.uses.to >= gapMs) cards.delete(name);
      state.sweptAt = at;
    }

    const chain = cards.get(card);
    if (chain === undefined || at - chain.uses.to >= gapMs) {
      cards.set(card, {
        uses: startGrowing(purchase),
        day: purchase.day,
        second: purchase.second,
        shortest: 0,
      });
      return;
    }
    const { uses, day, second } = chain;
    const gap = at - uses.to;
    chain.shortest = uses.count === 1 ? gap : Math.min(chain.shortest, gap);
    grow(uses, purchase);
    out.put(
      {
        key: `${card}|${uses.from}`,
        card,
        from: uses.from,
        to: uses.to,
        count: uses.count,
        sumFen: uses.sumFen,
        measured: Math.floor(chain.shortest / 1000),
        threshold: gapMs / 1000,
        unit: 'seconds',
        details: { day, second, lastDay: purchase.day, lastSecond: purchase.second },
      },
      handOver(uses, purchase),
    );
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
