import type { Finding } from './rule';

/** No case scores more, however many rules there come to be. */
export const SCORE_MAX = 100;

export interface RuleCount {
  readonly rule: string;
  /** In the set that was scanned with. */
  readonly weight: number;
  readonly findings: number;
}

export interface ScorePart extends RuleCount {
  /** Points of the total that this rule gave. */
  readonly share: number;
}

export interface Score {
  /** 0–100: the sum of the shares. */
  readonly total: number;
  /** In the order in which the rules first appear. */
  readonly parts: readonly ScorePart[];
}

/**
 * A single rule is a weak sign; a case is scored by how many different ones speak (rules.md, Conventions).
 * So a rule counts once, and the desk shows its number of findings beside it.
 */
export function score(findings: Iterable<Pick<Finding, 'rule' | 'weight'>>): Score {
  const byRule = new Map<string, { weight: number; findings: number }>();
  for (const { rule, weight } of findings) {
    const known = byRule.get(rule);
    if (known) known.findings += 1;
    else byRule.set(rule, { weight, findings: 1 });
  }
  return scoreOf([...byRule].map(([rule, counted]) => ({ rule, ...counted })));
}

/**
 * The same from what each rule found. A rule gives its weight. Where that is more than {@link SCORE_MAX} in all, each
 * gives in proportion, in whole points: those that lost the largest fractions get what is left, the earlier ones first.
 */
export function scoreOf(counts: readonly RuleCount[]): Score {
  const fired = counts.filter(({ findings }) => findings > 0);
  const sum = fired.reduce((total, { weight }) => total + weight, 0);
  if (sum <= SCORE_MAX) return { total: sum, parts: fired.map((one) => ({ ...one, share: one.weight })) };
  const parts = fired.map((one) => ({ ...one, share: Math.floor((one.weight * SCORE_MAX) / sum) }));
  const lost = ({ weight }: RuleCount): number => (weight * SCORE_MAX) % sum;
  const left = SCORE_MAX - parts.reduce((total, { share }) => total + share, 0);
  for (const part of parts.toSorted((a, b) => lost(b) - lost(a)).slice(0, left)) part.share += 1;
  return { total: SCORE_MAX, parts };
}
