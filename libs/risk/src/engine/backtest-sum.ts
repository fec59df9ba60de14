import { score } from '../rules';
import { changesBetween } from './backtest-changes';
import type { BacktestPart } from './backtest-part';
import type { BacktestResult, Judged, Overlap, PastDecision, RuleHits, SetResult } from './backtest-result';
import type { FoldPlan, SetRule, Variant } from './fold-plan';
import { rateOf } from './rate';

/** Scores from which a terminal is taken for a hit, one after the other. */
const SCORES_FROM = [1, 20, 40, 60, 80];

export interface NamedSet {
  readonly name: string;
  readonly rules: readonly SetRule[];
}

type ByDecision = Record<PastDecision, number>;
const noDecisions = (): ByDecision => ({ confirmed: 0, unfounded: 0, mixed: 0 });

interface VariantSum extends ByDecision {
  findings: number;
  transactions: number;
  terminals: number;
}

interface SetSum {
  transactions: number;
  /** By score: terminals, and of them those decided upon. */
  readonly scores: Map<number, { terminals: number } & ByDecision>;
}

/** Adds up the parts of a backtest, in whatever order they come. */
export class BacktestSum {
  private terminals = 0;
  private records = 0;
  private purchases = 0;
  private readonly decided = noDecisions();
  private readonly variants: readonly VariantSum[];
  private readonly ofSets: readonly SetSum[];
  private readonly shared = new Map<number, { transactions: number; terminals: number }>();
  private readonly patterns = new Map<string, Map<string, number>>();
  /** By set: what each of its variants weighs in it. */
  private readonly weights: readonly ReadonlyMap<number, number>[];

  constructor(
    private readonly plan: FoldPlan,
    private readonly sets: readonly NamedSet[],
  ) {
    this.variants = plan.variants.map(() => ({
      ...{ findings: 0, transactions: 0, terminals: 0 },
      ...noDecisions(),
    }));
    this.ofSets = sets.map(() => ({ transactions: 0, scores: new Map() }));
    this.weights = sets.map(({ rules }, set) => {
      const enabled = rules.filter((one) => one.enabled);
      const numbers = plan.sets[set] ?? [];
      return new Map(numbers.map((number, at) => [number, enabled[at]?.weight ?? 0]));
    });
  }

  /** @param decision what was decided on the terminal; null: nothing yet. */
  add(part: BacktestPart, decision: PastDecision | null): void {
    this.terminals += 1;
    this.records += part.records;
    this.purchases += part.purchases;
    if (decision !== null) this.decided[decision] += 1;
    for (const [number, findings, transactions] of part.variants) {
      const sum = this.variants[number] as VariantSum;
      sum.findings += findings;
      sum.transactions += transactions;
      sum.terminals += 1;
      if (decision !== null) sum[decision] += 1;
    }
    const found = new Set(part.variants.map(([number]) => number));
    for (const [set, sum] of this.ofSets.entries()) {
      sum.transactions += part.flagged[set] ?? 0;
      this.addScore(sum, this.scoreOf(set, found), decision);
    }
    this.addShared(part, found);
    for (const [rule, counts] of Object.entries(part.patterns)) {
      let sums = this.patterns.get(rule);
      if (sums === undefined) this.patterns.set(rule, (sums = new Map<string, number>()));
      for (const [pattern, count] of Object.entries(counts)) {
        sums.set(pattern, (sums.get(pattern) ?? 0) + count);
      }
    }
  }

  result(): BacktestResult {
    const { terminals, records, purchases, plan } = this;
    const findings = this.variants.map((sum) => sum.findings);
    const changes = this.sets.flatMap((_, from) =>
      Array.from({ length: this.sets.length - from - 1 }, (_unused, i) =>
        changesBetween(plan, findings, this.patterns, from, from + 1 + i),
      ),
    );
    const sets = this.sets.map(({ name }, set) => this.setResult(name, set));
    return { terminals, records, purchases, decided: { ...this.decided }, sets, changes };
  }

  private scoreOf(set: number, found: ReadonlySet<number>): number {
    const hits: { rule: string; weight: number }[] = [];
    for (const [number, weight] of this.weights[set] ?? []) {
      if (found.has(number)) hits.push({ rule: String(number), weight });
    }
    return score(hits).total;
  }

  private addScore({ scores }: SetSum, points: number, decision: PastDecision | null): void {
    let sum = scores.get(points);
    if (sum === undefined) scores.set(points, (sum = { terminals: 0, ...noDecisions() }));
    sum.terminals += 1;
    if (decision !== null) sum[decision] += 1;
  }

  private addShared(part: BacktestPart, found: ReadonlySet<number>): void {
    const seen = new Set<number>();
    for (const set of this.plan.sets) {
      const numbers = set.filter((number) => found.has(number)).toSorted((a, b) => a - b);
      for (const [at, one] of numbers.entries()) {
        for (const other of numbers.slice(at + 1)) {
          const pair = this.pairOf(one, other);
          if (seen.has(pair)) continue;
          seen.add(pair);
          this.sharedOf(pair).terminals += 1;
        }
      }
    }
    for (const [one, other, count] of part.shared) {
      this.sharedOf(this.pairOf(one, other)).transactions += count;
    }
  }

  private pairOf(one: number, other: number): number {
    return Math.min(one, other) * this.plan.variants.length + Math.max(one, other);
  }

  private sharedOf(pair: number): { transactions: number; terminals: number } {
    let sum = this.shared.get(pair);
    if (sum === undefined) this.shared.set(pair, (sum = { transactions: 0, terminals: 0 }));
    return sum;
  }

  private setResult(name: string, set: number): SetResult {
    const { transactions, scores } = this.ofSets[set] as SetSum;
    const weights = this.weights[set] as ReadonlyMap<number, number>;
    const numbers = this.plan.sets[set] as readonly number[];
    const inOrder = [...scores].sort(([a], [b]) => a - b);
    const from = (least: number, of: keyof ByDecision | 'terminals'): number =>
      inOrder.reduce((sum, [points, one]) => (points >= least ? sum + one[of] : sum), 0);
    return {
      name,
      rules: numbers.map((number) => this.ruleHits(number, weights.get(number) ?? 0)),
      findings: numbers.reduce(
        (sum, number) => ((weights.get(number) ?? 0) > 0 ? sum + this.variantSum(number).findings : sum),
        0,
      ),
      terminals: from(1, 'terminals'),
      transactions,
      scores: inOrder.map(([points, one]) => [points, one.terminals]),
      overlaps: this.overlapsOf(numbers),
      judged: SCORES_FROM.map((scoreFrom) => ({
        scoreFrom,
        ...this.judge(from(scoreFrom, 'confirmed'), from(scoreFrom, 'unfounded')),
      })),
    };
  }

  private ruleHits(number: number, weight: number): RuleHits {
    const { rule } = this.plan.variants[number] as Variant;
    const { findings, terminals, transactions, confirmed, unfounded } = this.variantSum(number);
    return {
      rule: rule.code,
      weight,
      findings,
      terminals,
      transactions,
      judged: this.judge(confirmed, unfounded),
    };
  }

  private variantSum(number: number): VariantSum {
    return this.variants[number] as VariantSum;
  }

  private judge(confirmed: number, unfounded: number): Judged {
    return {
      confirmed,
      unfounded,
      precision: rateOf(confirmed, confirmed + unfounded),
      recall: rateOf(confirmed, this.decided.confirmed),
    };
  }

  private overlapsOf(numbers: readonly number[]): Overlap[] {
    const overlaps: Overlap[] = [];
    for (const [at, one] of numbers.entries()) {
      for (const other of numbers.slice(at + 1)) {
        const sum = this.shared.get(this.pairOf(one, other));
        if (sum === undefined) continue;
        const [a, b] = [this.variantSum(one), this.variantSum(other)];
        const { transactions, terminals } = sum;
        overlaps.push({
          rules: [this.codeOf(one), this.codeOf(other)],
          transactions,
          transactionsPerMille: perMille(transactions, a.transactions + b.transactions - transactions),
          terminals,
          terminalsPerMille: perMille(terminals, a.terminals + b.terminals - terminals),
        });
      }
    }
    return overlaps;
  }

  private codeOf(number: number): string {
    return (this.plan.variants[number] as Variant).rule.code;
  }
}

const perMille = (part: number, whole: number): number =>
  whole === 0 ? 0 : Math.round((1000 * part) / whole);
