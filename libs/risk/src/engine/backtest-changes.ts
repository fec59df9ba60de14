import { ABSENT } from './backtest-part';
import type { ChangedFindings, SetChanges } from './backtest-result';
import type { FoldPlan, Variant } from './fold-plan';

type Patterns = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * What changes for findings from one set to another.
 * @param findings by variant; @param patterns by rule, added up.
 */
export function changesBetween(
  plan: FoldPlan,
  findings: readonly number[],
  patterns: Patterns,
  from: number,
  to: number,
): SetChanges {
  const [earlier, later] = [variantByRule(plan, from), variantByRule(plan, to)];
  const total = { gone: 0, new: 0, same: 0, changed: 0 };
  const rules: SetChanges['rules'][number][] = [];
  for (const rule of new Set([...earlier.keys(), ...later.keys()])) {
    const [before, after] = [earlier.get(rule), later.get(rule)];
    const changes = compare(before, after);
    total.gone += changes.gone;
    total.new += changes.new;
    total.same += changes.same;
    total.changed += changes.changed;
    const isAny = changes.gone + changes.new + changes.same + changes.changed > 0;
    if (before !== after && isAny) rules.push({ rule, ...changes });
  }
  return { from, to, ...total, rules };

  function compare(before: number | undefined, after: number | undefined): ChangedFindings {
    const all = (number: number | undefined): number =>
      number === undefined ? 0 : (findings[number] as number);
    if (before === after) return { gone: 0, new: 0, same: all(before), changed: 0 };
    if (before === undefined || after === undefined) {
      return { gone: all(before), new: all(after), same: 0, changed: 0 };
    }
    return comparePatterns(plan, patterns, before, after);
  }
}

function comparePatterns(plan: FoldPlan, patterns: Patterns, before: number, after: number): ChangedFindings {
  const { code } = (plan.variants[before] as Variant).rule;
  const numbers = [...plan.variants.keys()].filter((number) => plan.variants[number]?.rule.code === code);
  const [one, other] = [numbers.indexOf(before), numbers.indexOf(after)];
  const changes = { gone: 0, new: 0, same: 0, changed: 0 };
  for (const [pattern, count] of patterns.get(code) ?? []) {
    const [a, b] = [pattern[one], pattern[other]];
    if (a === ABSENT && b === ABSENT) continue;
    if (b === ABSENT) changes.gone += count;
    else if (a === ABSENT) changes.new += count;
    else if (a === b) changes.same += count;
    else changes.changed += count;
  }
  return changes;
}

const variantByRule = (plan: FoldPlan, set: number): Map<string, number> =>
  new Map(plan.sets[set]?.map((number) => [(plan.variants[number] as Variant).rule.code, number]));
