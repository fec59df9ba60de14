import { formatYuan } from '@thaw/kernel';
import { DenseTally } from './card-tally';
import { detailOf, durationText, markText } from './finding-text';
import { MergedWindow, type MergedRun } from './merged-window';
import { defineRule, type FindingHead, type ParameterSpecs, type Parameters } from './rule';

const parameters = {
  cards: {
    default: 20,
    min: 2,
    max: 10_000,
    unit: 'count',
    label: { zh: '窗口内不同卡数阈值（含）', en: 'Distinct cards in a window that fire' },
  },
  window: {
    default: 3_600,
    min: 60,
    max: 86_400,
    unit: 'seconds',
    label: { zh: '窗口长度', en: 'Length of a window' },
  },
} satisfies ParameterSpecs;

interface State {
  /** By choice. */
  readonly least: readonly number[];
  readonly windowMs: number;
  readonly window: MergedWindow;
}

function start(choices: readonly Parameters<typeof parameters>[]): State {
  const least = choices.map(({ cards }) => cards);
  return {
    least,
    windowMs: (choices[0]?.window ?? 0) * 1000,
    window: new MergedWindow(least.length, (run, at) => headOf(run, least[at] as number), new DenseTally()),
  };
}

/**
 * X5: purchases with twenty different cards, of whatever type, within any hour: cards tried out one after the other. A
 * purchase exactly an hour later is outside. One finding per merged window, of all purchases with a card in it;
 * `measured` is the most cards within one hour. A shop that sells so fast every day wants a higher threshold.
 */
export const manyCards = defineRule<typeof parameters, State>({
  code: 'X5',
  version: 1,
  name: 'many_cards',
  title: { zh: '短时间内大量不同卡', en: 'Many different cards in a short time' },
  merchantExplanation: {
    zh: '短时间内有很多张不同的银行卡在该终端消费，需要核实。促销或客流高峰都可能如此，请说明当时的经营情况并提供部分签购单。',
    en:
      'Many different cards were used on the terminal within a short time, and we would like to confirm it. A sale or a ' +
      'rush hour can explain that; please tell us about that time and provide some of the slips.',
  },
  parameters,
  weight: 8,
  lookBackDays: 1,

  sharing: { by: ['cards'], start },

  start: (values) => start([values]),

  step({ least, windowMs, window }, purchase, out) {
    if (purchase.cardNo < 0) return;
    window.dropUntil(purchase.at - windowMs);
    window.add(purchase, false, out);
    const { distinct } = window;
    for (let choice = 0; choice < least.length; choice++) {
      if (distinct >= (least[choice] as number)) window.join(choice, out, distinct);
    }
  },

  settle({ window }, out) {
    window.settle(out);
  },

  finish() {
    // Nothing is provisional: what has joined stays.
  },

  explain(finding, { window }) {
    const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
    const sum = formatYuan(finding.sumFen);
    const long = durationText(window);
    const { count, measured, threshold } = finding;
    return {
      zh:
        `${from} 至 ${to} 有 ${count} 笔用卡交易，合计 ${sum}；任意 ${long.zh}内最多 ${measured} 张不同的卡，` +
        `达到 ${threshold} 张即命中。`,
      en:
        `From ${from} to ${to}, ${count} purchases by card, ${sum} in total; up to ${measured} different cards within ` +
        `${long.en}, fires from ${threshold}.`,
    };
  },
});

const headOf = (
  { from, to, fromMark, toMark, count, sumFen, peak }: MergedRun,
  threshold: number,
): FindingHead => ({
  key: String(from),
  card: null,
  from,
  to,
  count,
  sumFen,
  measured: peak.measured,
  threshold,
  unit: 'count',
  details: { fromMark, toMark },
});
