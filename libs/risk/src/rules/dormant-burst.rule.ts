import { formatYuan } from '@thaw/kernel';
import { detailOf, durationText, markText } from './finding-text';
import { MergedWindow, type MergedRun } from './merged-window';
import { defineRule, type FindingHead, type ParameterSpecs, type Parameters } from './rule';

const DAY_MS = 86_400_000;

const parameters = {
  idle: {
    default: 90,
    min: 7,
    max: 366,
    unit: 'days',
    label: { zh: '沉寂天数（含）', en: 'Days without a purchase that make it dormant' },
  },
  n: {
    default: 5,
    min: 2,
    max: 10_000,
    unit: 'count',
    label: { zh: '窗口内笔数阈值（含）', en: 'Purchases in a window that fire' },
  },
  window: {
    default: 86_400,
    min: 60,
    max: 259_200,
    unit: 'seconds',
    label: { zh: '窗口长度', en: 'Length of a window' },
  },
  awake: {
    default: 7,
    min: 1,
    max: 31,
    unit: 'days',
    label: { zh: '恢复使用后观察天数', en: 'Days after waking that are looked at' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly idleMs: number;
  readonly awakeMs: number;
  readonly windowMs: number;
  /** By choice. */
  readonly n: readonly number[];
  /** ms of the latest purchase once there is one, and of the one that woke the terminal while it is looked at. */
  begun: boolean;
  lastAt: number;
  wokeAt: number | null;
  readonly window: MergedWindow;
}

function start(choices: readonly Parameters<typeof parameters>[]): State {
  const { idle, window, awake } = choices[0] as Parameters<typeof parameters>;
  const n = choices.map((choice) => choice.n);
  return {
    idleMs: idle * DAY_MS,
    awakeMs: awake * DAY_MS,
    windowMs: window * 1000,
    n,
    begun: false,
    lastAt: 0,
    wokeAt: null,
    window: new MergedWindow(n.length, (run, choice) => headOf(run, n[choice] as number)),
  };
}

/**
 * X2: a terminal without a purchase for three months (90 days of 24 hours, the 90th reached), and then five within 24
 * hours. Looked at are the seven days from the purchase that woke it, so that one small sale to try the terminal out
 * does not hide the burst that follows. One finding per merged window; `measured` is the most within one.
 * The first purchase of a history wakes nothing: what came before it is not known.
 */
export const dormantBurst = defineRule<typeof parameters, State>({
  code: 'X2',
  version: 1,
  name: 'dormant_burst',
  title: { zh: '长期未用后集中交易', en: 'Burst after a long rest' },
  merchantExplanation: {
    zh: '终端在较长时间未使用之后集中出现交易，需要核实。季节性经营或重新开业都可能如此，请说明情况并提供相关签购单。',
    en:
      'The terminal was not used for a long time and then took several purchases close together, which we would like ' +
      'to confirm. A seasonal trade or a reopening can explain that; please tell us and provide the slips.',
  },
  parameters,
  weight: 8,
  lookBackDays: 366 + 31,

  sharing: { by: ['n'], start },

  start: (values) => start([values]),

  step(state, purchase, out) {
    const { at } = purchase;
    const since = state.begun ? at - state.lastAt : 0;
    state.begun = true;
    state.lastAt = at;
    if (since >= state.idleMs) state.wokeAt = at;
    if (state.wokeAt === null) return;
    const { window } = state;
    if (at - state.wokeAt >= state.awakeMs) {
      state.wokeAt = null;
      // Nothing can join any more: the next purchase that is looked at is a long rest away.
      window.dropAll();
      return;
    }
    window.dropUntil(at - state.windowMs);
    window.add(purchase, false, out);
    const { size } = window;
    for (const [choice, n] of state.n.entries()) if (size >= n) window.join(choice, out, size);
  },

  settle({ window }, out) {
    window.settle(out);
  },

  finish() {
    // Nothing is provisional: what has joined stays.
  },

  explain(finding, { idle, window }) {
    const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
    const sum = formatYuan(finding.sumFen);
    const long = durationText(window);
    const { count, measured, threshold } = finding;
    return {
      zh:
        `终端沉寂至少 ${idle} 天后，${from} 至 ${to} 有 ${count} 笔交易，合计 ${sum}；` +
        `任意 ${long.zh}内最多 ${measured} 笔，达到 ${threshold} 笔即命中。`,
      en:
        `After at least ${idle} days of rest, ${count} purchases from ${from} to ${to}, ${sum} in total; ` +
        `up to ${measured} within ${long.en}, fires from ${threshold}.`,
    };
  },
});

const headOf = ({ from, to, fromMark, toMark, count, sumFen, peak }: MergedRun, n: number): FindingHead => ({
  key: String(from),
  card: null,
  from,
  to,
  count,
  sumFen,
  measured: peak.measured,
  threshold: n,
  unit: 'count',
  details: { fromMark, toMark },
});
