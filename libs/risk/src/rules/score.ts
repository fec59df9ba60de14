import type { Finding } from './rule';

/** No case scores more, however many rules there come to be. */
export const SCORE_MAX = 100;

export interface ScorePart {
  readonly rule: string;
  /** Points that this rule adds: its weight, once, however often it fired. */
  readonly share: number;
  readonly findings: number;
}

export interface Score {
  /** 0–100: the sum of the shares, cut off at {@link SCORE_MAX}. */
  readonly total: number;
  /** In the order in which the rules first appear among the findings. */
  readonly parts: readonly ScorePart[];
}

/**
 * A single rule is a weak sign; a case is scored by how many different ones speak (rules.md, Conventions).
 * So a rule counts once, and the desk shows its number of findings beside it.
 */
export function score(findings: Iterable<Pick<Finding, 'rule' | 'weight'>>): Score {
  const byRule = new Map<string, { share: number; findings: number }>();
  for (const { rule, weight } of findings) {
    const part = byRule.get(rule);
    if (part) part.findings += 1;
    else byRule.set(rule, { share: weight, findings: 1 });
  }
  const parts = [...byRule].map(([rule, part]) => ({ rule, ...part }));
  const sum = parts.reduce((total, part) => total + part.share, 0);
  return { total: Math.min(SCORE_MAX, sum), parts };
}
