import { formatYuan, monthText } from '@thaw/kernel';
import { detailOf } from './finding-text';
import { startGrowing, type Growing } from './growing';
import { defineRule, narrowedTo, type FindingSink, type ParameterSpecs } from './rule';

/** As with R3: a month's purchases are no evidence one by one. */
const EXAMPLES = 10;
/** Expected share of each first digit, 1 to 9. */
const EXPECTED = Array.from({ length: 9 }, (_, i) => Math.log10(1 + 1 / (i + 1)));

const parameters = {
  critical: {
    default: 15_507,
    min: 1_000,
    max: 1_000_000,
    unit: 'thousandths',
    label: { zh: 'χ² 临界值（不含）', en: 'Greatest χ² that does not fire' },
  },
  n: {
    default: 50,
    min: 10,
    max: 1_000_000,
    unit: 'count',
    label: { zh: '最少交易笔数（含）', en: 'Least purchases in a month' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly critical: number;
  readonly n: number;
  month: number;
  /** The month's purchases; only the first ten keep their ids. */
  all: Growing | null;
  /** How many begin with 1, 2 … 9. */
  readonly digits: number[];
}

/**
 * X10: the first digits of a month's amounts are not spread as Benford's law has it: χ² of the nine counts above 15.507
 * (eight degrees of freedom, 5 %), from 50 purchases on. One finding per calendar month; `measured` is χ² in thousandths,
 * rounded down; `transactions` are the first ten. It knows numbers only: one honest month in twenty is above by chance,
 * and a shop with few prices always is. So it weighs little, and speaks beside others.
 */
export const benford = defineRule<typeof parameters, State>({
  code: 'X10',
  version: 1,
  name: 'benford',
  title: { zh: '金额首位数字分布异常', en: 'Unusual spread of first digits' },
  merchantExplanation: {
    zh: '某个月的交易金额分布与常见情况不同，需要了解您的定价方式。商品价格集中就可能如此，请简单说明主要商品和价格。',
    en:
      'In one month the amounts were spread in an unusual way, and we would like to understand your prices. A short ' +
      'price list can explain that; please tell us about your main goods and what they cost.',
  },
  parameters,
  weight: 2,
  lookBackDays: 30,
  narrowing: {
    by: ['critical', 'n'],
    threshold: (finding, { critical, n }) =>
      finding.count >= n ? narrowedTo(finding, critical + 1, critical) : null,
  },

  start: ({ critical, n }) => ({ critical, n, month: 0, all: null, digits: noDigits() }),

  step(state, purchase, out) {
    if (purchase.month !== state.month) {
      putMonth(state, out);
      state.month = purchase.month;
      state.all = null;
      state.digits.fill(0);
    }
    const { all, digits } = state;
    const { at, amountFen } = purchase;
    const place = firstDigit(amountFen) - 1;
    digits[place] = (digits[place] as number) + 1;
    if (all === null) {
      state.all = startGrowing(purchase);
      return;
    }
    all.to = at;
    all.count += 1;
    all.sumFen += amountFen;
    if (all.ids.length < EXAMPLES) all.ids.push(purchase.id);
  },

  finish: putMonth,

  explain(finding, { n }) {
    const month = monthText(detailOf(finding, 'month'));
    const [chi, critical] = [thousandths(finding.measured), thousandths(finding.threshold)];
    const sum = formatYuan(finding.sumFen);
    const { count } = finding;
    return {
      zh:
        `${month} 共 ${count} 笔交易（合计 ${sum}），金额首位数字与本福特分布的 χ² 为 ${chi}，` +
        `${n} 笔及以上且超过 ${critical} 即命中；仅为统计信号，最多列出 ${EXAMPLES} 笔示例。`,
      en:
        `First digits of the ${count} amounts of ${month} (${sum} in total): χ² of ${chi} against Benford's law; fires ` +
        `above ${critical} from ${n} purchases. A statistical sign only, with at most ${EXAMPLES} examples.`,
    };
  },
});

const noDigits = (): number[] => [0, 0, 0, 0, 0, 0, 0, 0, 0];

/** 1 to 9. Exact, since a whole number and the power of ten above it are never so close that dividing makes them one. */
function firstDigit(fen: number): number {
  let left = fen;
  while (left >= 100_000_000) left /= 100_000_000;
  if (left >= 10_000) left /= 10_000;
  if (left >= 100) left /= 100;
  return Math.trunc(left >= 10 ? left / 10 : left);
}

const thousandths = (value: number): string =>
  `${Math.floor(value / 1000)}.${String(value % 1000).padStart(3, '0')}`;

function putMonth({ critical, n, month, all, digits }: State, out: FindingSink): void {
  if (all === null || all.count < n) return;
  const chi = digits.reduce((sum, seen, i) => {
    const expected = all.count * (EXPECTED[i] as number);
    return sum + (seen - expected) ** 2 / expected;
  }, 0);
  const measured = Math.floor(1000 * chi);
  if (measured <= critical) return;
  const { from, to, count, sumFen, ids } = all;
  out.put(
    {
      key: String(month),
      card: null,
      from,
      to,
      count,
      sumFen,
      measured,
      threshold: critical,
      unit: 'thousandths',
      details: { month },
    },
    ids,
  );
}
