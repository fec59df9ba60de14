import type { Bilingual } from '@thaw/kernel';
import type { RuleSet } from './rule-sets/rule-set.entity';
import {
  FACT_WORDS,
  RULES,
  scoreOf,
  silentRules,
  type FactName,
  type RuleCount,
  type ScorePart,
} from './rules';
import type { Scan } from './scan.entity';

/** The set that a scan was run with. */
export interface ScanRuleSetView {
  readonly number: number;
  readonly name: string;
  /** The set that is active by now, where it is another. */
  readonly newer: { readonly number: number; readonly name: string } | null;
}

export interface ScorePartView extends ScorePart {
  readonly title: Bilingual;
}

/** A rule that ran and had nothing to look at, and for want of which facts. */
export interface SilentRuleView {
  readonly rule: string;
  readonly title: Bilingual;
  readonly without: readonly { readonly fact: FactName; readonly words: Bilingual }[];
}

/** A scan as staff read it. */
export type ScanView = Pick<
  Scan,
  | 'id'
  | 'state'
  | 'rowsTotal'
  | 'rowsDone'
  | 'cutOffAt'
  | 'counts'
  | 'score'
  | 'factsLeftOut'
  | 'historyDigest'
  | 'findingsDigest'
  | 'failure'
  | 'createdAt'
  | 'finishedAt'
> & {
  readonly ruleSet: ScanRuleSetView;
  /** Of every rule that fired, in their order, what it gave of the score. Empty until the scan is finished. */
  readonly parts: readonly ScorePartView[];
  /** Empty until it runs: only then its facts are known. */
  readonly silent: readonly SilentRuleView[];
};

export function scanView(scan: Scan, set: RuleSet, active: RuleSet, counts: readonly RuleCount[]): ScanView {
  const { id, state, rowsTotal, rowsDone, cutOffAt, failure, createdAt, finishedAt } = scan;
  const inOrder = RULES.flatMap(({ code }) => counts.filter(({ rule }) => rule === code));
  return {
    id,
    state,
    rowsTotal,
    rowsDone,
    cutOffAt,
    counts: scan.counts,
    score: scan.score,
    silent: scan.startedAt === null ? [] : silentViews(scan),
    factsLeftOut: scan.factsLeftOut,
    historyDigest: scan.historyDigest,
    findingsDigest: scan.findingsDigest,
    failure,
    createdAt,
    finishedAt,
    ruleSet: {
      number: set.number,
      name: set.name,
      newer: set.id === active.id ? null : { number: active.number, name: active.name },
    },
    parts: scoreOf(inOrder).parts.map((part) => ({ ...part, title: titleOf(part.rule) })),
  };
}

function silentViews({ rules, facts }: Scan): readonly SilentRuleView[] {
  const codes = new Set(rules.map(({ code }) => code));
  const ran = RULES.filter(({ code }) => codes.has(code));
  return silentRules(ran, facts).map(({ rule, without }) => ({
    rule: rule.code,
    title: rule.title,
    without: without.map((fact) => ({ fact, words: FACT_WORDS[fact] })),
  }));
}

function titleOf(code: string): Bilingual {
  const rule = RULES.find((one) => one.code === code);
  if (!rule) throw new Error(`a finding of the unknown rule ${code}`);
  return rule.title;
}
