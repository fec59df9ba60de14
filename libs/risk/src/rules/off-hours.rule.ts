import { dayText, formatYuan, MAX_AMOUNT_FEN, type Bilingual } from '@thaw/kernel';
import { DayCounts } from './day-counts';
import { clockText, detailOf, momentText } from './finding-text';
import { MergedDays } from './merged-days';
import type { MergedRun } from './merged-window';
import {
  defineRule,
  narrowedTo,
  type FindingHead,
  type FindingSink,
  type ParameterSpecs,
  type Parameters,
  type StreamRecord,
  type TerminalFacts,
} from './rule';

const DAY_SECONDS = 86_400;

const parameters = {
  from: {
    default: 9 * 3600,
    min: 0,
    max: 86_399,
    unit: 'second_of_day',
    label: { zh: '营业开始（含）', en: 'Trading hours begin (inside)' },
  },
  to: {
    default: 20 * 3600 + 30 * 60,
    min: 0,
    max: 86_399,
    unit: 'second_of_day',
    label: { zh: '营业结束（含）', en: 'Trading hours end (inside)' },
  },
  share: {
    default: 20,
    min: 1,
    max: 100,
    unit: 'percent',
    label: { zh: '营业时间外占比阈值（含）', en: 'Share outside trading hours that fires' },
  },
  n: {
    default: 10,
    min: 1,
    max: 10_000,
    unit: 'count',
    label: { zh: '窗口内最少笔数（含）', en: 'Least purchases outside trading hours in a window' },
  },
  days: {
    default: 30,
    min: 1,
    max: 92,
    unit: 'days',
    label: { zh: '窗口天数', en: 'Days of a window' },
  },
  large: {
    default: 1_000_000,
    min: 1,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '单笔大额阈值（含）', en: 'Single amount that fires outside trading hours' },
  },
} satisfies ParameterSpecs;

/** Of one choice. */
interface Least {
  readonly share: number;
  readonly n: number;
  readonly large: number;
}

interface Hours {
  /** The hours in force: the merchant's profile, else the parameters. Both ends are inside. */
  readonly openFrom: number;
  readonly openTo: number;
}

interface State extends Hours {
  readonly least: readonly Least[];
  /** The least large amount of any choice. */
  readonly large: number;
  readonly days: number;
  /** The latest day, and whether a purchase of it was outside the hours. */
  day: number | null;
  isOffToday: boolean;
  /** All purchases. */
  readonly all: DayCounts;
  /** Those outside the hours. */
  readonly off: MergedDays;
}

function start(
  choices: readonly Parameters<typeof parameters>[],
  { hours }: Pick<TerminalFacts, 'hours'>,
): State {
  const { from, to, days } = choices[0] as Parameters<typeof parameters>;
  const inForce = { openFrom: hours?.from ?? from, openTo: hours?.to ?? to };
  const least = choices.map(({ share, n, large }) => ({ share, n, large }));
  return {
    ...inForce,
    least,
    large: Math.min(...least.map(({ large }) => large)),
    days,
    day: null,
    isOffToday: false,
    all: new DayCounts(days),
    off: new MergedDays(least.length, (run, choice) => windowHead(run, inForce, least[choice]?.share ?? 0)),
  };
}

/**
 * R8: trade outside trading hours. Two kinds of finding: one per purchase of the large amount or more (unit `fen`),
 * and one per merged window of 30 local days in which such purchases are many and a large share (unit `percent`;
 * `measured` is the highest share of a span, in whole percent rounded down).
 * A day's own later purchases can still lower its span's share, so a span is settled when its day is over.
 */
export const offHours = defineRule<typeof parameters, State>({
  code: 'R8',
  version: 1,
  name: 'off_hours',
  title: { zh: '营业时间外交易', en: 'Trade outside trading hours' },
  merchantExplanation: {
    zh: '部分交易发生在登记的营业时间之外，需要核实。如果营业时间已有变化，请告知实际营业时间，并提供店面照片或相关签购单。',
    en:
      'Some purchases took place outside your registered trading hours, and we would like to confirm them. If your ' +
      'hours have changed, please tell us the present ones and provide photos of the shop or the slips.',
  },
  parameters,
  weight: 8,
  lookBackDays: 91,
  narrowing: {
    by: ['large'],
    threshold: (finding, { large }) =>
      finding.unit === 'fen' ? narrowedTo(finding, large) : finding.threshold,
  },

  sharing: { by: ['share', 'n', 'large'], start },

  start: (values, facts) => start([values], facts),

  step(state, purchase, out) {
    const { all, off } = state;
    if (purchase.day !== state.day) {
      if (state.isOffToday) judgeDay(state, out, 'join');
      state.day = purchase.day;
      state.isOffToday = false;
      all.moveTo(purchase.day);
      off.dropBefore(purchase.day - state.days + 1);
    }
    all.today += 1;
    if (!isOffHours(state, purchase.second)) return;
    state.isOffToday = true;
    off.add(purchase, out);
    if (purchase.amountFen >= state.large) putLarge(state, purchase, out);
  },

  settle({ off }, out) {
    off.settle(out);
  },

  finish(state, out) {
    if (state.isOffToday) judgeDay(state, out, 'tryJoin');
  },

  explain: (finding, parameters) =>
    finding.unit === 'fen' ? explainLarge(finding) : explainWindow(finding, parameters.days, parameters.n),
});

/** Hours that end before they begin run over midnight, as a bar's do. */
function isOffHours({ openFrom, openTo }: Hours, second: number): boolean {
  return openFrom <= openTo ? second < openFrom || second > openTo : second > openTo && second < openFrom;
}

function judgeDay({ all, off, least }: State, out: FindingSink, join: 'join' | 'tryJoin'): void {
  const hits = off.size;
  const over = all.sum;
  for (const [choice, { n, share }] of least.entries()) {
    if (hits >= n && 100 * hits >= share * over) off[join](choice, out, hits, over);
  }
}

function windowHead(
  { from, to, fromMark, toMark, count, sumFen, peak }: MergedRun,
  { openFrom, openTo }: Hours,
  share: number,
): FindingHead {
  const [fromDay, toDay] = [Math.floor(fromMark / DAY_SECONDS), Math.floor(toMark / DAY_SECONDS)];
  return {
    key: `window|${fromDay}`,
    card: null,
    from,
    to,
    count,
    sumFen,
    measured: Math.floor((100 * peak.measured) / peak.over),
    threshold: share,
    unit: 'percent',
    details: { openFrom, openTo, fromDay, toDay, off: peak.measured, all: peak.over },
  };
}

function putLarge({ openFrom, openTo, least }: State, purchase: StreamRecord, out: FindingSink): void {
  const { id, at, day, second, amountFen } = purchase;
  for (const [choice, { large }] of least.entries()) {
    if (amountFen < large) continue;
    out.of(choice).put(
      {
        key: `large|${id}`,
        card: null,
        from: at,
        to: at,
        count: 1,
        sumFen: amountFen,
        measured: amountFen,
        threshold: large,
        unit: 'fen',
        details: { openFrom, openTo, day, second },
      },
      [id],
    );
  }
}

const hoursText = (finding: FindingHead): string =>
  `${clockText(detailOf(finding, 'openFrom'))}–${clockText(detailOf(finding, 'openTo'))}`;

function explainLarge(finding: FindingHead): Bilingual {
  const moment = momentText(detailOf(finding, 'day'), detailOf(finding, 'second'));
  const hours = hoursText(finding);
  const amount = formatYuan(finding.measured);
  const least = formatYuan(finding.threshold);
  return {
    zh: `${moment} 在营业时间（${hours}）之外有一笔 ${amount} 的交易，达到大额阈值 ${least}。`,
    en: `One purchase of ${amount} at ${moment}, outside trading hours (${hours}); fires from ${least}.`,
  };
}

function explainWindow(finding: FindingHead, days: number, n: number): Bilingual {
  const from = dayText(detailOf(finding, 'fromDay'));
  const to = dayText(detailOf(finding, 'toDay'));
  const hours = hoursText(finding);
  const off = detailOf(finding, 'off');
  const all = detailOf(finding, 'all');
  const sum = formatYuan(finding.sumFen);
  const { count, measured, threshold } = finding;
  return {
    zh:
      `${from} 至 ${to} 有 ${count} 笔交易在营业时间（${hours}）之外，合计 ${sum}；连续 ${days} 日内最高占比 ${measured}%` +
      `（${all} 笔中 ${off} 笔），阈值为占比 ${threshold}% 且不少于 ${n} 笔。`,
    en:
      `From ${from} to ${to}, ${count} purchases outside trading hours (${hours}), ${sum} in total; at most ` +
      `${measured} % within ${days} days (${off} of ${all}), fires from ${threshold} % and ${n} purchases.`,
  };
}
