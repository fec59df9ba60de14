import fc from 'fast-check';
import {
  AIMS,
  generateHistory,
  HISTORY_CURRENCY,
  type History,
} from '../../../../test/support/history-generator';
import { generateSets } from '../../../../test/support/parameter-sets';
import type { Finding } from '../rules';
import { BacktestEngine } from './backtest-engine';
import { partOf, type BacktestPart } from './backtest-part';
import type { BacktestResult, PastDecision } from './backtest-result';
import { BacktestSum, type NamedSet } from './backtest-sum';
import { planFolds } from './fold-plan';
import { scan } from './scan-engine';
import { runs } from '../../../../test/support/fuller';

const DECISIONS = [null, 'confirmed', 'unfounded', 'mixed'] as const;
const aims = fc.constantFrom(...AIMS.filter((aim) => aim !== 'long'));
const terminals = fc.array(
  fc.record({
    seed: fc.integer({ min: 1, max: 100_000 }),
    aim: aims,
    decision: fc.constantFrom(...DECISIONS),
  }),
  { minLength: 1, maxLength: 4 },
);

interface Terminal {
  readonly history: History;
  readonly decision: PastDecision | null;
}

function backtest(of: readonly Terminal[], sets: readonly NamedSet[]): BacktestResult {
  const rules = sets.map((set) => set.rules);
  const plan = planFolds(rules);
  const sum = new BacktestSum(plan, sets);
  for (const { history, decision } of of.toReversed()) {
    const { facts, zone, rows } = history;
    const engine = new BacktestEngine({ plan, facts, zone, currency: HISTORY_CURRENCY });
    for (const row of rows) engine.feed(row);
    // As it comes back from where it was kept.
    const part = JSON.parse(JSON.stringify(partOf(engine.finish(), plan, rules))) as BacktestPart;
    sum.add(part, decision);
  }
  return sum.result();
}

type Found = Finding & { readonly terminal: number };

/** By set: what scans of each terminal with that set alone find. */
function scanAll(of: readonly Terminal[], { rules }: NamedSet): Found[] {
  const enabled = rules.filter((one) => one.enabled);
  return of.flatMap(({ history: { facts, zone, rows } }, terminal) => {
    const setup = {
      rules: enabled.map(({ rule }) => rule),
      parameters: Object.fromEntries(enabled.map(({ rule, parameters }) => [rule.code, parameters])),
      facts,
      zone,
      currency: HISTORY_CURRENCY,
    };
    return scan(setup, rows).findings.map((finding) => ({ ...finding, terminal }));
  });
}

const transactionsOf = (found: readonly Found[]): Set<string> =>
  new Set(found.flatMap(({ terminal, transactions }) => transactions.map((id) => `${terminal}/${id}`)));
const terminalsOf = (found: readonly Found[]): Set<number> => new Set(found.map(({ terminal }) => terminal));
const both = <T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number => [...a].filter((one) => b.has(one)).length;

describe('the sum of a backtest', () => {
  it('says of hits, scores, decisions, overlap and changes what single scans say', () => {
    fc.assert(
      fc.property(terminals, fc.integer({ min: 1, max: 5 }), (given, many) => {
        const of = given.map(({ seed, aim, decision }) => ({
          history: generateHistory(seed, aim),
          decision,
        }));
        const [first] = of;
        if (!first) return;
        const sets = generateSets(first.history.seed, first.history.parameters, many).map((rules, at) => ({
          name: `set ${at}`,
          rules,
        }));
        const result = backtest(of, sets);
        const found = sets.map((set) => scanAll(of, set));
        expect(result.records).toBe(of.reduce((sum, { history }) => sum + history.rows.length, 0));
        expect(result.decided).toEqual({
          confirmed: of.filter(({ decision }) => decision === 'confirmed').length,
          unfounded: of.filter(({ decision }) => decision === 'unfounded').length,
          mixed: of.filter(({ decision }) => decision === 'mixed').length,
        });
        for (const [at, set] of sets.entries()) checkSet(result, at, set, found[at] ?? [], of);
        for (const { from, to, rules: _rules, ...changes } of result.changes) {
          expect(changes).toEqual(changesOf(found[from] ?? [], found[to] ?? []));
        }
        expect(result.changes).toHaveLength((many * (many - 1)) / 2);
      }),
      { numRuns: runs(120, 40), seed: 20261127 },
    );
  });
});

function checkSet(
  result: BacktestResult,
  at: number,
  { rules }: NamedSet,
  found: readonly Found[],
  of: readonly Terminal[],
): void {
  const set = result.sets[at];
  const weights = new Map(rules.filter((one) => one.enabled).map(({ rule, weight }) => [rule.code, weight]));
  const ofRule = (code: string): Found[] => found.filter(({ rule }) => rule === code);
  expect(set?.rules.map(({ judged: _judged, ...hits }) => hits)).toEqual(
    [...weights].map(([rule, weight]) => ({
      rule,
      weight,
      findings: ofRule(rule).length,
      terminals: terminalsOf(ofRule(rule)).size,
      transactions: transactionsOf(ofRule(rule)).size,
    })),
  );
  for (const { rule, judged } of set?.rules ?? []) {
    const hit = terminalsOf(ofRule(rule));
    const decided = (as: PastDecision): number =>
      of.filter(({ decision }, terminal) => decision === as && hit.has(terminal)).length;
    expect(judged).toMatchObject({
      confirmed: decided('confirmed'),
      unfounded: decided('unfounded'),
      precision: { hits: decided('confirmed'), n: decided('confirmed') + decided('unfounded') },
      recall: { hits: decided('confirmed'), n: result.decided.confirmed },
    });
  }
  const weighing = found.filter(({ rule }) => (weights.get(rule) ?? 0) > 0);
  expect(set?.findings).toBe(weighing.length);
  expect(set?.terminals).toBe(terminalsOf(weighing).size);
  expect(set?.transactions).toBe(transactionsOf(weighing).size);

  const scores = of.map((_, terminal) => {
    const codes = new Set(found.filter((one) => one.terminal === terminal).map(({ rule }) => rule));
    return Math.min(
      100,
      [...codes].reduce((sum, code) => sum + (weights.get(code) ?? 0), 0),
    );
  });
  const histogram = [...new Set(scores)]
    .sort((a, b) => a - b)
    .map((score) => [score, scores.filter((one) => one === score).length]);
  expect(set?.scores).toEqual(histogram);
  for (const { scoreFrom, confirmed } of set?.judged ?? []) {
    const hit = of.filter(({ decision }, i) => decision === 'confirmed' && (scores[i] ?? 0) >= scoreFrom);
    expect(confirmed).toBe(hit.length);
  }
  const codes = [...weights.keys()];
  const overlaps = codes.flatMap((one, i) =>
    codes.slice(i + 1).map((other) => ({
      rules: [one, other],
      transactions: both(transactionsOf(ofRule(one)), transactionsOf(ofRule(other))),
      terminals: both(terminalsOf(ofRule(one)), terminalsOf(ofRule(other))),
    })),
  );
  expect(
    set?.overlaps.map(({ rules: pair, transactions, terminals: shared }) => ({
      rules: pair,
      transactions,
      terminals: shared,
    })),
  ).toEqual(overlaps.filter((one) => one.terminals > 0));
}

function changesOf(before: readonly Found[], after: readonly Found[]) {
  const byKey = (found: readonly Found[]): Map<string, Found> =>
    new Map(found.map((one) => [`${one.terminal} ${one.rule} ${one.key}`, one]));
  const [old, now] = [byKey(before), byKey(after)];
  const shape = ({ from, to, count, sumFen, measured }: Found): string =>
    JSON.stringify([from, to, count, sumFen, measured]);
  const kept = [...now].filter(([key]) => old.has(key));
  const same = kept.filter(([key, one]) => shape(one) === shape(old.get(key) as Found)).length;
  return {
    gone: old.size - kept.length,
    new: now.size - kept.length,
    same,
    changed: kept.length - same,
  };
}
