import { dayText, formatYuan, MAX_AMOUNT_FEN } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { MergedWindow, type MergedRun } from './merged-window';
import { defineRule, type FindingHead, type ParameterSpecs, type Parameters } from './rule';

const DAY_SECONDS = 86_400;

const parameters = {
  unit: {
    default: 100_000,
    min: 100,
    max: 100_000_000,
    unit: 'fen',
    label: { zh: '整数单位', en: 'Unit of which round amounts are multiples' },
  },
  near: {
    default: 1_000,
    min: 0,
    max: 1_000_000,
    unit: 'fen',
    label: { zh: '与整数的最大偏差（含）', en: 'Distance from a multiple that still counts as round' },
  },
  min: {
    default: 1_000_000,
    min: 1,
    max: MAX_AMOUNT_FEN,
    unit: 'fen',
    label: { zh: '计入的最低金额（含）', en: 'Smallest amount looked at' },
  },
  n: {
    default: 3,
    min: 1,
    max: 1_000,
    unit: 'count',
    label: { zh: '窗口内笔数阈值（含）', en: 'Round amounts in a window that fire' },
  },
  days: {
    default: 7,
    min: 1,
    max: 31,
    unit: 'days',
    label: { zh: '窗口天数', en: 'Days of a window' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly unit: number;
  readonly near: number;
  readonly min: number;
  readonly days: number;
  /** By choice. */
  readonly n: readonly number[];
  /** Of round amounts. */
  readonly window: MergedWindow;
}

function start(choices: readonly Parameters<typeof parameters>[]): State {
  const { unit, near, min, days } = choices[0] as Parameters<typeof parameters>;
  const n = choices.map((choice) => choice.n);
  const window = new MergedWindow(n.length, (run, choice) => headOf(run, n[choice] as number));
  return { unit, near, min, days, n, window };
}

/**
 * R2: several large, round amounts within any seven local days. One finding per merged window; its transactions are
 * the round amounts, and `measured` is the most of them within one span.
 * Further purchases cannot take a round amount away, so a finding is settled with the amount that makes it.
 */
export const roundAmount = defineRule<typeof parameters, State>({
  code: 'R2',
  version: 1,
  name: 'round_amount',
  title: { zh: '大额整数交易集中', en: 'Cluster of large round amounts' },
  merchantExplanation: {
    zh: '一段时间内出现了多笔金额接近整数的交易，需要核实。定价或收取定金都可能形成整数金额，请提供相关签购单、合同或订单。',
    en:
      'Several purchases close together had round amounts, and we would like to confirm them. Price lists and ' +
      'deposits often lead to round amounts; please provide the slips, contracts or orders.',
  },
  parameters,
  weight: 12,
  lookBackDays: 30,

  sharing: { by: ['n'], start },

  start: (values) => start([values]),

  step(state, purchase, out) {
    const { amountFen } = purchase;
    if (amountFen < state.min) return;
    const above = amountFen % state.unit;
    if (above > state.near && state.unit - above > state.near) return;

    const { window } = state;
    window.dropBefore(purchase.day - state.days + 1);
    window.add(purchase, false, out);
    const { size } = window;
    for (const [choice, n] of state.n.entries()) if (size >= n) window.join(choice, out, size);
  },

  settle({ window }, out) {
    window.settle(out);
  },

  finish() {
    // Nothing is provisional: see above.
  },

  explain(finding, { unit, near, days }) {
    const from = dayText(detailOf(finding, 'fromDay'));
    const to = dayText(detailOf(finding, 'toDay'));
    const { count, measured, threshold } = finding;
    const sum = formatYuan(finding.sumFen);
    return {
      zh:
        `${from} 至 ${to} 共 ${count} 笔整数交易（与 ${formatYuan(unit)} 整倍数相差不超过 ${formatYuan(near)}），` +
        `合计 ${sum}；连续 ${days} 日内最多 ${measured} 笔，阈值 ${threshold} 笔。`,
      en:
        `From ${from} to ${to}, ${count} round amounts (within ${formatYuan(near)} of a multiple of ` +
        `${formatYuan(unit)}), ${sum} in total; up to ${measured} within ${days} days, threshold ${threshold}.`,
    };
  },
});

function headOf({ from, to, fromMark, toMark, count, sumFen, peak }: MergedRun, n: number): FindingHead {
  const [fromDay, toDay] = [Math.floor(fromMark / DAY_SECONDS), Math.floor(toMark / DAY_SECONDS)];
  return {
    key: String(fromDay),
    card: null,
    from,
    to,
    count,
    sumFen,
    measured: peak.measured,
    threshold: n,
    unit: 'count',
    details: { fromDay, toDay },
  };
}
