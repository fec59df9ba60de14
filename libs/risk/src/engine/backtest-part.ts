import type { FindingHead } from '../rules';
import { thresholdOf, type FoldFindings, type HistoryBacktest } from './backtest-engine';
import { FlaggedTransactions, TransactionWords } from './flagged-transactions';
import type { FoldPlan, SetRule, Variant } from './fold-plan';

/**
 * What the backtest of one terminal leaves: plain JSON without a card, a key or an id, small where little was found. Parts
 * of many terminals add up. Numbers of variants and sets are those of the plan that both were made by.
 */
export interface BacktestPart {
  readonly records: number;
  readonly purchases: number;
  /** Of the variants with findings: how many, and the distinct transactions in them. */
  readonly variants: readonly (readonly [variant: number, findings: number, transactions: number])[];
  /** By set: distinct transactions in any finding of a rule that weighs something. */
  readonly flagged: readonly number[];
  /** Of two variants of one set that share transactions: how many. The lower number first. */
  readonly shared: readonly (readonly [one: number, other: number, transactions: number])[];
  /** By rule with several variants: in how many findings its variants agree and differ so, see {@link patternsOf}. */
  readonly patterns: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export function partOf(
  { counts, variants, folds }: HistoryBacktest,
  plan: FoldPlan,
  sets: readonly (readonly SetRule[])[],
): BacktestPart {
  const found = variants
    .map(({ count, flagged }, number) => [number, count, flagged.count()] as const)
    .filter(([, count]) => count > 0);
  const hasFindings = new Set(found.map(([number]) => number));
  return {
    records: counts.records,
    purchases: counts.purchases,
    variants: found,
    flagged: plan.sets.map((numbers, set) => {
      const weights = new Map(sets[set]?.map(({ rule, weight }) => [rule.code, weight]));
      const all = new FlaggedTransactions(NO_WORDS);
      for (const number of numbers) {
        const { rule } = plan.variants[number] as Variant;
        if (hasFindings.has(number) && (weights.get(rule.code) ?? 0) > 0) {
          all.addAll((variants[number] as (typeof variants)[number]).flagged);
        }
      }
      return all.count();
    }),
    shared: sharedBetween(variants, plan, hasFindings),
    patterns: patternsOf(folds, plan),
  };
}

/** Nothing is added to a union but whole sets. */
const NO_WORDS = new TransactionWords();

function sharedBetween(
  variants: HistoryBacktest['variants'],
  plan: FoldPlan,
  hasFindings: ReadonlySet<number>,
): [number, number, number][] {
  const seen = new Set<number>();
  const shared: [number, number, number][] = [];
  for (const set of plan.sets) {
    const numbers = set.filter((number) => hasFindings.has(number)).toSorted((a, b) => a - b);
    for (const [at, one] of numbers.entries()) {
      for (const other of numbers.slice(at + 1)) {
        const pair = one * plan.variants.length + other;
        if (seen.has(pair)) continue;
        seen.add(pair);
        const flagged = variants[other]?.flagged as FlaggedTransactions;
        const count = variants[one]?.flagged.countShared(flagged) ?? 0;
        if (count > 0) shared.push([one, other, count]);
      }
    }
  }
  return shared;
}

/** Ends a pattern's first place and all that follow: 0 is absent, other signs tell different heads apart. */
export const ABSENT = '0';
const FIRST_SIGN = ABSENT.charCodeAt(0);

/**
 * By rule with several variants, how often its findings show each pattern: a sign for each variant of the rule in the order
 * of their numbers, {@link ABSENT} where it has no finding of that key, and equal signs where it has the same one. So any
 * two variants can be compared afterwards. The same are findings whose transactions have the same first and last instant,
 * number and sum, and that measured the same: a threshold is what was changed, and no change of the finding.
 */
function patternsOf(folds: readonly FoldFindings[], plan: FoldPlan): Record<string, Record<string, number>> {
  const byRule = new Map<string, FoldFindings[]>();
  for (const one of folds) {
    const { code } = one.fold.rule;
    byRule.set(code, [...(byRule.get(code) ?? []), one]);
  }
  const patterns: Record<string, Record<string, number>> = {};
  for (const [code, ofRule] of byRule) {
    const numbers = ofRule.flatMap(({ fold }) => fold.serves).toSorted((a, b) => a - b);
    if (numbers.length === 1) continue;
    const counts = countPatterns(ofRule, plan, numbers);
    if (counts.size > 0) patterns[code] = Object.fromEntries(counts);
  }
  return patterns;
}

function countPatterns(
  folds: readonly FoldFindings[],
  plan: FoldPlan,
  numbers: readonly number[],
): Map<string, number> {
  const places = new Map(numbers.map((number, place) => [number, place]));
  const known = new Map<string, { readonly heads: FindingHead[]; readonly signs: number[] }>();
  const counts = new Map<string, number>();
  const count = (signs: readonly number[]): void => {
    const pattern = String.fromCharCode(...signs);
    counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
  };
  for (const { fold, heads } of folds) {
    const served = fold.serves.map((number) => ({
      place: places.get(number) as number,
      variant: plan.variants[number] as Variant,
    }));
    for (const head of heads) {
      let entry = known.get(head.key);
      if (entry === undefined) {
        entry = { heads: [], signs: numbers.map(() => FIRST_SIGN) };
        // Where one fold serves all, no other brings the key again.
        if (folds.length > 1) known.set(head.key, entry);
      }
      let same = entry.heads.findIndex((one) => isSame(one, head));
      if (same === -1) same = entry.heads.push(head) - 1;
      for (const { place, variant } of served) {
        if (thresholdOf(head, fold, variant) !== null) entry.signs[place] = FIRST_SIGN + 1 + same;
      }
      if (folds.length === 1) count(entry.signs);
    }
  }
  for (const { signs } of known.values()) count(signs);
  return counts;
}

const isSame = (a: FindingHead, b: FindingHead): boolean =>
  a.from === b.from &&
  a.to === b.to &&
  a.count === b.count &&
  a.sumFen === b.sumFen &&
  a.measured === b.measured;
