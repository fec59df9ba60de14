import { dayText, formatYuan } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { grow, handOver, startGrowing, type Growing } from './growing';
import {
  countInSpan,
  mergeSpan,
  moveSpan,
  settleSpan,
  startMergedSpan,
  type MergedSpan,
} from './merged-span';
import { defineRule, isLow, type FindingSink, type ParameterSpecs, type Purchase } from './rule';

const ROLLING_MS = 86_400_000;

const parameters = {
  max: {
    default: 2,
    min: 1,
    max: 1_000,
    unit: 'count',
    label: { zh: '单日使用次数上限（不含）', en: 'Uses in a day that do not fire' },
  },
  rolling: {
    default: 0,
    min: 0,
    max: 1,
    unit: 'switch',
    label: { zh: '按滚动 24 小时而非自然日计算', en: 'Count in rolling 24 hours instead of the local day' },
  },
} satisfies ParameterSpecs;

interface CardDay {
  readonly day: number;
  readonly uses: Growing;
}

interface DayState {
  readonly window: 'day';
  readonly on: boolean;
  readonly max: number;
  day: number;
  readonly cards: Map<string, CardDay>;
}

interface RollingState {
  readonly window: 'rolling';
  readonly on: boolean;
  readonly max: number;
  day: number;
  readonly cards: Map<string, MergedSpan>;
}

/**
 * R6a: a credit card used more than twice in a local day on one low-rate or capped terminal. One finding per card and
 * local day. With `rolling`, in any 24 hours (a use exactly 24 hours later is outside) and merged as in R2: windows of
 * one card that share a use are one finding, and `measured` is the most uses within 24 hours.
 */
export const cardDayRepeat = defineRule<typeof parameters, DayState | RollingState>({
  code: 'R6a',
  version: 1,
  name: 'card_day_repeat',
  title: { zh: '同一信用卡单日多次使用', en: 'Same credit card repeatedly in a day' },
  merchantExplanation: {
    zh: '同一张信用卡在一天内多次使用，需要核实。分次购买、分单付款都可能如此，请提供这几笔交易的签购单。',
    en:
      'The same credit card was used repeatedly within a day, and we would like to confirm these purchases. Separate ' +
      'errands and split payments can explain that; please provide the slips of these purchases.',
  },
  parameters,
  weight: 12,
  lookBackDays: 1,

  start({ max, rolling }, facts) {
    const on = isLow(facts);
    return rolling === 1
      ? { window: 'rolling', on, max, day: 0, cards: new Map() }
      : { window: 'day', on, max, day: 0, cards: new Map() };
  },

  step(state, purchase, out) {
    const { card } = purchase;
    if (!state.on || card === null || purchase.cardType !== 'credit') return;
    if (state.window === 'day') stepDay(state, purchase, card, out);
    else stepRolling(state, purchase, card, out);
  },

  finish() {
    // Nothing is provisional: uses only add up.
  },

  explain(finding, { rolling }) {
    const day = dayText(detailOf(finding, 'day'));
    const lastDay = dayText(detailOf(finding, 'lastDay'));
    const sum = formatYuan(finding.sumFen);
    const { count, measured, threshold } = finding;
    if (rolling === 1) {
      return {
        zh: `同一信用卡 ${day} 至 ${lastDay} 使用 ${count} 次，合计 ${sum}；任意 24 小时内最多 ${measured} 次，超过 ${threshold} 次即命中。`,
        en:
          `One credit card was used ${count} times from ${day} to ${lastDay}, ${sum} in total; ` +
          `up to ${measured} times within 24 hours, fires above ${threshold}.`,
      };
    }
    return {
      zh: `同一信用卡 ${day} 当日使用 ${measured} 次，合计 ${sum}；单日超过 ${threshold} 次即命中。`,
      en: `One credit card was used ${measured} times on ${day}, ${sum} in total; fires above ${threshold} uses a day.`,
    };
  },
});

function stepDay(state: DayState, purchase: Purchase, card: string, out: FindingSink): void {
  const { day } = purchase;
  if (day !== state.day) {
    state.cards.clear();
    state.day = day;
  }
  // An append may have loaded a card as it was on an older day: its own day decides.
  let known = state.cards.get(card);
  if (known === undefined || known.day !== day) {
    known = { day, uses: startGrowing(purchase) };
    state.cards.set(card, known);
  } else {
    grow(known.uses, purchase);
  }
  const { uses } = known;
  if (uses.count <= state.max) return;
  out.put(
    {
      key: `${card}|${day}`,
      card,
      from: uses.from,
      to: uses.to,
      count: uses.count,
      sumFen: uses.sumFen,
      measured: uses.count,
      threshold: state.max,
      unit: 'count',
      details: { day, lastDay: day },
    },
    handOver(uses, purchase),
  );
}

function stepRolling(state: RollingState, purchase: Purchase, card: string, out: FindingSink): void {
  const { at, day } = purchase;
  if (day !== state.day) {
    const before = at - ROLLING_MS;
    for (const [name, known] of state.cards) {
      if ((known.slots.at(-1)?.position ?? before) <= before) state.cards.delete(name);
    }
    state.day = day;
  }
  let span = state.cards.get(card);
  if (span === undefined) {
    span = startMergedSpan(ROLLING_MS);
    state.cards.set(card, span);
  }
  moveSpan(span, at);
  countInSpan(span, purchase, true);
  if (span.hits <= state.max) return;

  const merged = mergeSpan(span, 1);
  settleSpan(span, merged);
  const { from, to, fromDay, toDay, count, sumFen, peakHits } = merged.run;
  out.put(
    {
      key: `${card}|${from}`,
      card,
      from,
      to,
      count,
      sumFen,
      measured: peakHits,
      threshold: state.max,
      unit: 'count',
      details: { day: fromDay, lastDay: toDay },
    },
    merged.ids,
  );
}
