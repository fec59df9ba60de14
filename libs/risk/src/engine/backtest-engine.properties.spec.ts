import fc from 'fast-check';
import {
  AIMS,
  type Aim,
  generateHistory,
  HISTORY_CURRENCY,
  type History,
} from '../../../../test/support/history-generator';
import { generateSets, moved } from '../../../../test/support/parameter-sets';
import { Dice } from '../../../../test/support/history-rows';
import { RULES, resolveParameters, type FindingHead } from '../rules';
import { BacktestEngine, thresholdOf, type HistoryBacktest } from './backtest-engine';
import { planFolds, type FoldPlan, type SetRule } from './fold-plan';
import { scan } from './scan-engine';

const sources = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  aim: fc.constantFrom(...AIMS.filter((aim) => aim !== 'long')),
  sets: fc.integer({ min: 1, max: 8 }),
});
/** The same histories in every run: a failure in CI is a failure at the desk. */
const RUN = { numRuns: 150, seed: 20261127 };

function backtest({ facts, zone, rows }: History, plan: FoldPlan): HistoryBacktest {
  const engine = new BacktestEngine({ plan, facts, zone, currency: HISTORY_CURRENCY });
  for (const row of rows) engine.feed(row);
  return engine.finish();
}

type FoundHead = FindingHead & { readonly rule: string };

function headsOf({ folds }: HistoryBacktest, plan: FoldPlan, set: number): FoundHead[] {
  const found: FoundHead[] = [];
  for (const { fold, heads } of folds) {
    for (const number of fold.serves) {
      const variant = plan.variants[number];
      if (!variant || !plan.sets[set]?.includes(number)) continue;
      for (const head of heads) {
        const threshold = thresholdOf(head, fold, variant);
        if (threshold !== null) found.push({ ...head, threshold, rule: fold.rule.code });
      }
    }
  }
  return found.toSorted(byRuleAndKey);
}

const byRuleAndKey = (a: FoundHead, b: FoundHead): number =>
  `${a.rule} ${a.key}` < `${b.rule} ${b.key}` ? -1 : 1;

function scanAlone({ facts, zone, rows }: History, set: readonly SetRule[]) {
  const enabled = set.filter((one) => one.enabled);
  return scan(
    {
      rules: enabled.map(({ rule }) => rule),
      parameters: Object.fromEntries(enabled.map(({ rule, parameters }) => [rule.code, parameters])),
      facts,
      zone,
      currency: HISTORY_CURRENCY,
    },
    rows,
  );
}

function expectAsAlone(history: History, sets: readonly (readonly SetRule[])[]): void {
  const plan = planFolds(sets);
  const result = backtest(history, plan);
  for (const [at, set] of sets.entries()) {
    const alone = scanAlone(history, set);
    expect(result.counts).toEqual(alone.counts);
    const heads = alone.findings.map(
      ({ version: _v, weight: _w, parameters: _p, transactions: _t, ...head }) => head,
    );
    expect(headsOf(result, plan, at)).toEqual(heads.toSorted(byRuleAndKey));
    for (const number of plan.sets[at] ?? []) {
      const { rule } = plan.variants[number] ?? {};
      const found = alone.findings.filter(({ rule: code }) => code === rule?.code);
      const { count, flagged } = result.variants[number] ?? {};
      expect(count).toBe(found.length);
      expect(flagged?.count()).toBe(new Set(found.flatMap((one) => one.transactions)).size);
    }
  }
}

describe('a backtest of several sets', () => {
  it('finds for each what a scan with that set alone finds', () => {
    fc.assert(
      fc.property(sources, ({ seed, aim, sets }) => {
        const history = generateHistory(seed, aim);
        expectAsAlone(history, generateSets(seed, history.parameters, sets));
      }),
      RUN,
    );
  });
});

/** What is made to come close to a rule's edges. */
const AIMED: Readonly<Record<string, Aim>> = {
  ...{ R1a: 'amounts', R1b: 'days', R4: 'mix', R5: 'months', R6a: 'dayRepeats', R6c: 'monthRepeats' },
  ...{ R8: 'hours', X1: 'nearLimits', X3: 'growth', X7: 'refunds', X10: 'digits', X12: 'chargebacks' },
};
const narrowed = RULES.filter(({ narrowing }) => narrowing !== undefined);

describe.each(narrowed.map((rule) => ({ code: rule.code, rule })))('$code narrowed', ({ rule }) => {
  it('has one fold for all choices, and each finds what it finds alone', () => {
    let shared = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const history = generateHistory(seed, AIMED[rule.code] ?? 'mixed');
        const dice = new Dice(seed);
        const base = resolveParameters(rule, history.parameters);
        // A threshold is told from its neighbours only by a finding that measures just that.
        const alone = scanAlone(history, [{ rule, enabled: true, weight: 1, parameters: base }]);
        const measured = alone.findings.flatMap((one) => [one.measured - 1, one.measured, one.measured + 1]);
        const sets = Array.from({ length: 4 }, (): SetRule[] => {
          const parameters = { ...base };
          for (const name of rule.narrowing?.by ?? []) {
            const spec = rule.parameters[name];
            if (!spec || dice.chance(30)) continue;
            const onto = measured.filter((value) => value >= spec.min && value <= spec.max);
            parameters[name] =
              dice.chance(50) && onto.length > 0 ? dice.pick(onto) : moved(base[name] ?? 0, spec, dice);
          }
          return [{ rule, enabled: true, weight: rule.weight, parameters }];
        });
        const { variants, folds } = planFolds(sets);
        if (folds.length === 1 && variants.length > 1) shared += 1;
        expectAsAlone(history, sets);
      }),
      { ...RUN, numRuns: 200 },
    );
    expect(shared).toBeGreaterThan(80);
  });
});
