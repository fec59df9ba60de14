import type { Rule } from '../rules';

/** A rule as a parameter set has it; all parameters are given. */
export interface SetRule {
  readonly rule: Rule;
  readonly enabled: boolean;
  /** Points in a score: no fold depends on it. */
  readonly weight: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** One rule under one choice of parameters, which any number of sets may share. */
export interface Variant {
  readonly rule: Rule;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What has findings of its own. */
export interface PlannedFold extends Variant {
  /** Numbers of the variants that it serves: one, or several that are narrowed from it. */
  readonly serves: readonly number[];
}

/** What goes once through the stream: one fold, or several that share what they keep of it. */
export interface PlannedPass {
  readonly rule: Rule;
  readonly folds: readonly PlannedFold[];
}

/** What has to be folded so that every set has its findings, each thing once. */
export interface FoldPlan {
  readonly variants: readonly Variant[];
  readonly folds: readonly PlannedFold[];
  readonly passes: readonly PlannedPass[];
  /** By set: the numbers of its variants, in the order of its rules. */
  readonly sets: readonly (readonly number[])[];
}

/** @param sets the rules of each, in one order. */
export function planFolds(sets: readonly (readonly SetRule[])[]): FoldPlan {
  const variants = new Numbering<Variant>();
  const ofSets = sets.map((rules) =>
    rules
      .filter(({ enabled }) => enabled)
      .map(({ rule, parameters }) =>
        variants.numberOf(`${rule.code} ${valuesOf(rule, parameters)}`, { rule, parameters }),
      ),
  );
  const folds = groupBy(Array.from(variants.items.keys()), (number) => {
    const { rule, parameters } = variants.items[number] as Variant;
    return `${rule.code} ${valuesOf(rule, parameters, narrowedBy(rule, parameters))}`;
  }).map((serves) => loosest(variants.items, serves));
  const passes = groupBy(
    folds,
    ({ rule, parameters }) => `${rule.code} ${valuesOf(rule, parameters, rule.sharing?.by)}`,
  ).map((shared): PlannedPass => ({ rule: (shared[0] as PlannedFold).rule, folds: shared }));
  return { variants: variants.items, folds, passes, sets: ofSets };
}

/** In the order in which the groups first come. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return Array.from(groups.values());
}

/** The parameters by which this variant can be narrowed from another. */
const narrowedBy = ({ narrowing }: Rule, parameters: Variant['parameters']): readonly string[] =>
  narrowing === undefined || narrowing.holds?.(parameters) === false ? [] : narrowing.by;

/** Tells choices of parameters apart, but for the left out. */
const valuesOf = (rule: Rule, parameters: Variant['parameters'], leftOut: readonly string[] = []): string =>
  Object.keys(rule.parameters)
    .map((name) => (leftOut.includes(name) ? '*' : parameters[name]))
    .join(' ');

function loosest(variants: readonly Variant[], serves: readonly number[]): PlannedFold {
  const all = serves.map((number) => variants[number] as Variant);
  const { rule, parameters } = all[0] as Variant;
  const least = narrowedBy(rule, parameters).map((name) => [
    name,
    Math.min(...all.map((one) => one.parameters[name] as number)),
  ]);
  return { rule, parameters: { ...parameters, ...(Object.fromEntries(least) as object) }, serves };
}

class Numbering<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<string, number>();

  numberOf(key: string, item: T): number {
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.items.push(item) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }
}
