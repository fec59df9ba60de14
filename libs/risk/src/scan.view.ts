import type { Bilingual } from '@thaw/kernel';
import type { BaseRatesByProfile, BaseRatesView } from './base-rates/base-rates.query';
import type { RuleSet } from './rule-sets/rule-set.entity';
import {
  FACT_WORDS,
  RULES,
  scoreOf,
  silentRules,
  type FactName,
  type RuleCount,
  type ScorePart,
  type TerminalFacts,
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
  /** How often the rule, with the parameters of this scan, fires on what is ordinary under the same fee profile. */
  readonly baseRates: BaseRatesView;
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

/** What a reading of a case shows of its scan. */
export type ScanOutline = Pick<ScanView, 'id' | 'cutOffAt' | 'score' | 'ruleSet' | 'parts'>;

export interface OutlineReading {
  readonly scan: Pick<Scan, 'id' | 'cutOffAt' | 'score'>;
  readonly feeProfile: TerminalFacts['feeProfile'];
  readonly set: RuleSet;
  readonly active: RuleSet;
  readonly counts: readonly RuleCount[];
  readonly rates: ReadonlyMap<string, BaseRatesByProfile>;
}

export interface ScanReading extends Omit<OutlineReading, 'feeProfile'> {
  readonly scan: Scan;
}

export function scanView({ scan, ...reading }: ScanReading): ScanView {
  const { state, rowsTotal, rowsDone, failure, createdAt, finishedAt } = scan;
  return {
    ...scanOutline({ ...reading, scan, feeProfile: scan.facts.feeProfile }),
    state,
    rowsTotal,
    rowsDone,
    counts: scan.counts,
    silent: scan.startedAt === null ? [] : silentViews(scan),
    factsLeftOut: scan.factsLeftOut,
    historyDigest: scan.historyDigest,
    findingsDigest: scan.findingsDigest,
    failure,
    createdAt,
    finishedAt,
  };
}

export function scanOutline(reading: OutlineReading): ScanOutline {
  const { scan, feeProfile, set, active, counts, rates } = reading;
  const inOrder = RULES.flatMap(({ code }) => counts.filter(({ rule }) => rule === code));
  return {
    id: scan.id,
    cutOffAt: scan.cutOffAt,
    score: scan.score,
    ruleSet: {
      number: set.number,
      name: set.name,
      newer: set.id === active.id ? null : { number: active.number, name: active.name },
    },
    parts: scoreOf(inOrder).parts.map((part) => ({
      ...part,
      title: titleOf(part.rule),
      baseRates: rates.get(part.rule)?.[feeProfile] ?? NO_RATES,
    })),
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

/** A finding of a rule that the scan does not name: from before scans named theirs. */
const NO_RATES: BaseRatesView = { reference: null, desk: null, note: null };

function titleOf(code: string): Bilingual {
  // A rule that is gone is called by its code.
  return RULES.find((one) => one.code === code)?.title ?? { zh: code, en: code };
}
