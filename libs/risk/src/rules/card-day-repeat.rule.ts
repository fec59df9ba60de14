import { dayText, formatYuan } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { CardRuns, type RunHead } from './card-runs';
import { forgetCards } from './forget-cards';
import {
  countInSpan,
  mergeSpan,
  moveSpan,
  settleSpan,
  startMergedSpan,
  type MergedSpan,
} from './merged-span';
import {
  defineRule,
  isCreditUse,
  isLow,
  narrowedTo,
  type FindingSink,
  type ParameterSpecs,
  type StreamRecord,
} from './rule';

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

interface DayState {
  readonly window: 'day';
  readonly on: boolean;
  readonly max: number;
  /** Of the latest purchase. */
  day: number;
  /** A run is a day. */
  readonly cards: CardRuns;
}

interface RollingState {
  readonly window: 'rolling';
  readonly on: boolean;
  readonly max: number;
  day: number;
  readonly cards: Map<number, MergedSpan>;
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
  narrowing: {
    by: ['max'],
    // Rolling windows merge into fewer, longer findings the less is enough.
    holds: ({ rolling }) => rolling === 0,
    threshold: (finding, { max }) => narrowedTo(finding, max + 1, max),
  },

  start({ max, rolling }, facts) {
    const on = isLow(facts);
    return rolling === 1
      ? { window: 'rolling', on, max, day: 0, cards: new Map() }
      : { window: 'day', on, max, day: 0, cards: new CardRuns() };
  },

  step(state, purchase, out) {
    if (!state.on || !isCreditUse(purchase)) return;
    if (state.window === 'day') stepDay(state, purchase, out);
    else stepRolling(state, purchase, purchase.card, out);
  },

  settle(state, out) {
    if (state.window !== 'day') return;
    const { max, day, cards } = state;
    cards.settle(out, headOf, max);
    cards.forget((last) => last !== day);
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

function stepDay(state: DayState, purchase: StreamRecord, out: FindingSink): void {
  const { max, cards } = state;
  const { cardNo, day } = purchase;
  state.day = day;
  if (cards.countOf(cardNo) > 0 && cards.lastOf(cardNo) === day) {
    cards.extend(purchase, day, 0);
    if (cards.countOf(cardNo) > max) cards.list(purchase);
    return;
  }
  cards.end(purchase, out, headOf, max);
  cards.begin(purchase, day, 0);
}

const headOf: RunHead = ({ last: day, count }, card, max) => ({
  key: `${card}|${day}`,
  measured: count,
  threshold: max,
  unit: 'count',
  details: { day, lastDay: day },
});

function stepRolling(state: RollingState, purchase: StreamRecord, card: string, out: FindingSink): void {
  const { at, cardNo, day } = purchase;
  if (day !== state.day) {
    const before = at - ROLLING_MS;
    forgetCards(state.cards, (known) => (known.slots.at(-1)?.at ?? before) <= before);
    state.day = day;
  }
  let span = state.cards.get(cardNo);
  if (span === undefined) {
    span = startMergedSpan(ROLLING_MS);
    state.cards.set(cardNo, span);
  }
  moveSpan(span, at);
  countInSpan(span, purchase);
  if (span.hits <= state.max) return;

  const merged = mergeSpan(span);
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
