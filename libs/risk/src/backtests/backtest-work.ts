import { planFolds, type FoldPlan, type NamedSet, type SetRule } from '../engine';
import { RULES, type RuleSettings } from '../rules';
import type { BacktestSet } from './backtest.entity';

/** What is to be done for a backtest, the same on every try of it. */
export interface BacktestWork {
  readonly sets: readonly NamedSet[];
  readonly rules: readonly (readonly SetRule[])[];
  readonly plan: FoldPlan;
}

/** Null where a rule is no more what it was when the backtest was asked for: parts of two builds do not add up. */
export function workOf(sets: readonly BacktestSet[]): BacktestWork | null {
  const named = sets.map(({ name, rules }) => ({ name, rules: rulesOf(rules) }));
  const known = RULES.map(({ code, version }) => `${code} ${version}`).join();
  const isSame = sets.every(
    ({ rules }) =>
      RULES.map(({ code }) => `${code} ${rules[code]?.version}`).join() === known &&
      Object.keys(rules).length === RULES.length,
  );
  if (!isSame) return null;
  const rules = named.map((set) => set.rules);
  return { sets: named, rules, plan: planFolds(rules) };
}

const rulesOf = (settings: RuleSettings): SetRule[] =>
  RULES.flatMap((rule) => {
    const setting = settings[rule.code];
    return setting === undefined ? [] : [{ rule, ...setting }];
  });
