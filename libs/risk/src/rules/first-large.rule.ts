import { formatYuan } from '@thaw/kernel';
import { detailOf, momentText } from './finding-text';
import { defineRule, type ParameterSpecs } from './rule';

const DAY_MS = 86_400_000;

const parameters = {
  age: {
    default: 7,
    min: 1,
    max: 366,
    unit: 'days',
    label: { zh: '装机后天数（含）', en: 'Days since installation that are looked at' },
  },
  times: {
    default: 10,
    min: 1,
    max: 10_000,
    unit: 'ratio',
    label: { zh: '预期客单价的倍数（不含）', en: 'Multiple of the expected ticket that does not fire' },
  },
} satisfies ParameterSpecs;

interface State {
  /** ms from the installation to the last instant that is looked at; both 0 where a fact is missing. */
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/**
 * X9: within seven days of its installation (7 × 24 hours, the last instant inside) a purchase of more than ten times
 * the ticket that was expected when the merchant signed. One finding per transaction. Silent without both facts; what
 * was sold before the installation belongs to the device before.
 */
export const firstLarge = defineRule<typeof parameters, State>({
  code: 'X9',
  version: 1,
  name: 'first_large',
  title: { zh: '新装机即大额', en: 'Large amount soon after installation' },
  merchantExplanation: {
    zh: '终端启用不久就有一笔明显高于预期的交易，需要核实。开业大单可能如此，请提供该笔交易的签购单以及合同或订单。',
    en:
      'Soon after the terminal was installed it took a purchase far above what was expected, and we would like to ' +
      'confirm it. A large opening order can explain that; please provide its slip with the contract or order.',
  },
  parameters,
  weight: 10,
  needs: ['installedAt', 'expectedTicketFen'],
  lookBackDays: 0,

  start: ({ age, times }, { installedAt, expectedTicketFen }) =>
    installedAt === null || expectedTicketFen === null
      ? { from: 0, to: 0, most: Number.MAX_SAFE_INTEGER }
      : { from: installedAt, to: installedAt + age * DAY_MS, most: times * expectedTicketFen },

  step({ from, to, most }, purchase, out) {
    const { at, amountFen } = purchase;
    if (amountFen <= most || at > to || at < from) return;
    const { id, day, second } = purchase;
    out.put(
      {
        key: String(id),
        card: null,
        from: at,
        to: at,
        count: 1,
        sumFen: amountFen,
        measured: amountFen,
        threshold: most,
        unit: 'fen',
        details: { day, second, hours: Math.floor((at - from) / 3_600_000) },
      },
      [id],
    );
  },

  finish() {
    // Nothing is provisional: an amount is known when its purchase is.
  },

  explain(finding, { age, times }) {
    const moment = momentText(detailOf(finding, 'day'), detailOf(finding, 'second'));
    const [amount, most] = [formatYuan(finding.measured), formatYuan(finding.threshold)];
    const hours = detailOf(finding, 'hours');
    return {
      zh: `装机后 ${hours} 小时（${moment}）有一笔 ${amount} 的交易，超过预期客单价的 ${times} 倍（${most}）；装机 ${age} 天内超过即命中。`,
      en:
        `One purchase of ${amount} at ${moment}, ${hours} h after installation: more than ${times} times the expected ` +
        `ticket (${most}); fires within ${age} days.`,
    };
  },
});
