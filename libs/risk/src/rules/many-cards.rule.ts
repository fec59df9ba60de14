import { formatYuan } from '@thaw/kernel';
import { DenseTally } from './card-tally';
import { detailOf, durationText, markText } from './finding-text';
import { defineRule, type FindingHead, type ParameterSpecs } from './rule';
import { SlidingWindow, type WindowRun } from './sliding-window';

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
  readonly least: number;
  readonly window: SlidingWindow;
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

  start: ({ cards, window }) => ({
    least: cards,
    window: new SlidingWindow(window * 1000, (run) => headOf(run, cards), new DenseTally()),
  }),

  step({ least, window }, purchase, out) {
    if (purchase.cardNo < 0) return;
    window.moveTo(purchase.at, out);
    window.add(purchase);
    if (window.distinct >= least) window.joinAll(window.distinct);
  },

  settle({ window }, out) {
    window.settle(out);
  },

  finish({ window }, out) {
    window.finish(out);
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
  { from, to, fromMark, toMark, count, sumFen, peak }: WindowRun,
  threshold: number,
): FindingHead => ({
  key: String(from),
  card: null,
  from,
  to,
  count,
  sumFen,
  measured: peak[0],
  threshold,
  unit: 'count',
  details: { fromMark, toMark },
});
