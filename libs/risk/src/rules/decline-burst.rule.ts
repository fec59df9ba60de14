import { formatYuan, type Bilingual } from '@thaw/kernel';
import { BinWindows } from './bin-windows';
import { DenseTally } from './card-tally';
import { detailOf, durationText, markText } from './finding-text';
import { MergedWindow, type MergedRun } from './merged-window';
import { defineRule, type FindingHead, type FindingSink, type ParameterSpecs, type Parameters } from './rule';

const parameters = {
  cards: {
    default: 10,
    min: 2,
    max: 10_000,
    unit: 'count',
    label: { zh: '窗口内不同卡数阈值（含）', en: 'Distinct cards in a window that fire' },
  },
  share: {
    default: 70,
    min: 1,
    max: 100,
    unit: 'percent',
    label: { zh: '被拒占比阈值（含）', en: 'Share of declined attempts that fires' },
  },
  numbers: {
    default: 5,
    min: 2,
    max: 10_000,
    unit: 'count',
    label: { zh: '同一 BIN 被拒卡数阈值（含）', en: 'Declined cards of one BIN in a window that fire' },
  },
  window: {
    default: 600,
    min: 60,
    max: 86_400,
    unit: 'seconds',
    label: { zh: '窗口长度', en: 'Length of a window' },
  },
} satisfies ParameterSpecs;

/** Of one choice. */
interface Least {
  readonly cards: number;
  readonly share: number;
}

interface State {
  readonly least: readonly Least[];
  readonly windowMs: number;
  /** ms of the latest attempt by card, and whether one of its instant was declined. */
  at: number;
  declinedNow: boolean;
  /** Attempts by card; the declined ones are tagged. */
  readonly attempts: MergedWindow;
  readonly bins: BinWindows;
}

function start(choices: readonly Parameters<typeof parameters>[]): State {
  const windowMs = (choices[0]?.window ?? 0) * 1000;
  const least = choices.map(({ cards, share }) => ({ cards, share }));
  const headOf = (run: MergedRun, choice: number): FindingHead => burstHead(run, least[choice]?.cards ?? 0);
  const numbers = choices.map((choice) => choice.numbers);
  return {
    least,
    windowMs,
    at: 0,
    declinedNow: false,
    attempts: new MergedWindow(choices.length, headOf, new DenseTally()),
    bins: new BinWindows(windowMs, numbers, binHead),
  };
}

/**
 * X6: card numbers tried out. Folds approved and declined purchases that name a card. Two kinds of finding:
 *
 * - per merged window of ten minutes, counted back from a declined attempt, in which at least ten different cards were
 *   tried and at least 70 % of the attempts declined: all attempts in it, since those that went through are the cards
 *   that are at risk; `measured` is the most cards within one window.
 * - per BIN and merged window of ten minutes in which at least five different cards of it were declined: those
 *   attempts. Only declined ones count, since the customers of one shop often share a bank.
 *
 * An attempt exactly ten minutes older is outside.
 */
export const declineBurst = defineRule<typeof parameters, State>({
  code: 'X6',
  version: 1,
  name: 'decline_burst',
  title: { zh: '集中被拒交易', en: 'Burst of declined cards' },
  merchantExplanation: {
    zh: '短时间内有多张银行卡交易未成功，需要核实。网络故障或顾客反复尝试都可能如此，请说明当时的情况。',
    en:
      'Several cards were declined on the terminal within a short time, and we would like to confirm it. A network ' +
      'fault or customers who tried again can explain that; please tell us what happened.',
  },
  parameters,
  weight: 12,
  folds: ['purchase', 'decline'],
  lookBackDays: 1,

  sharing: { by: ['cards', 'share', 'numbers'], start },

  start: (values) => start([values]),

  step(state, record, out) {
    const { at, cardNo, kind, bin } = record;
    if (cardNo < 0) return;
    const { attempts } = state;
    if (at !== state.at) {
      if (state.declinedNow) judgeInstant(state, out, 'join');
      state.at = at;
      state.declinedNow = false;
      attempts.dropUntil(at - state.windowMs);
    }
    const isDeclined = kind === 'decline';
    attempts.add(record, isDeclined, out);
    if (!isDeclined) return;
    state.declinedNow = true;
    if (bin !== null) state.bins.add(bin, record, out);
  },

  settle({ at, attempts, bins }, out) {
    attempts.settle(out);
    bins.settle(at, out);
  },

  finish(state, out) {
    if (state.declinedNow) judgeInstant(state, out, 'tryJoin');
  },

  explain: (finding, { window, share }) =>
    finding.details?.['bin'] === undefined
      ? explainBurst(finding, window, share)
      : explainBin(finding, window, detailOf(finding, 'bin')),
});

/** Once the instant is over, so that it does not matter in which order its attempts came. */
function judgeInstant({ attempts, least }: State, out: FindingSink, join: 'join' | 'tryJoin'): void {
  const { distinct, tagged, size } = attempts;
  for (let choice = 0; choice < least.length; choice++) {
    const { cards, share } = least[choice] as Least;
    if (distinct >= cards && 100 * tagged >= share * size)
      attempts[join](choice, out, distinct, 1, tagged, size);
  }
}

const burstHead = (
  { from, to, fromMark, toMark, count, sumFen, peak }: MergedRun,
  threshold: number,
): FindingHead => ({
  key: `burst|${from}`,
  card: null,
  from,
  to,
  count,
  sumFen,
  measured: peak.measured,
  threshold,
  unit: 'count',
  details: { fromMark, toMark, declined: peak.also, attempts: peak.andAlso },
});

const binHead = (
  bin: string,
  { from, to, fromMark, toMark, count, sumFen, peak }: MergedRun,
  threshold: number,
): FindingHead => ({
  key: `bin|${bin}|${from}`,
  card: null,
  from,
  to,
  count,
  sumFen,
  measured: peak.measured,
  threshold,
  unit: 'count',
  details: { fromMark, toMark, bin: Number(bin) },
});

function explainBurst(finding: FindingHead, window: number, share: number): Bilingual {
  const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
  const [declined, attempts] = [detailOf(finding, 'declined'), detailOf(finding, 'attempts')];
  const long = durationText(window);
  const { count, measured, threshold } = finding;
  return {
    zh:
      `${from} 至 ${to} 有 ${count} 次用卡尝试；${long.zh}内最多 ${measured} 张不同的卡（${attempts} 次中 ${declined} 次被拒），` +
      `达到 ${threshold} 张且被拒占比不低于 ${share}% 即命中。`,
    en:
      `From ${from} to ${to}, ${count} attempts by card; up to ${measured} different cards within ${long.en} ` +
      `(${declined} of ${attempts} attempts declined), fires from ${threshold} cards and ${share} % declined.`,
  };
}

function explainBin(finding: FindingHead, window: number, bin: number): Bilingual {
  const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
  const long = durationText(window);
  const sum = formatYuan(finding.sumFen);
  const { count, measured, threshold } = finding;
  return {
    zh:
      `${from} 至 ${to} 以 ${bin} 开头的卡被拒 ${count} 次，合计 ${sum}；${long.zh}内最多 ${measured} 张不同的卡，` +
      `达到 ${threshold} 张即命中。`,
    en:
      `From ${from} to ${to}, cards beginning with ${bin} were declined ${count} times, ${sum} in total; up to ` +
      `${measured} different ones within ${long.en}, fires from ${threshold}.`,
  };
}
