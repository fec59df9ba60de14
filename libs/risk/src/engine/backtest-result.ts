import type { Rate } from './rate';

/** What became of the terminal's cases: upheld, replaced or terminated; unfrozen as a mistake; or some of both. */
export type PastDecision = 'confirmed' | 'unfounded' | 'mixed';

/** Of terminals on which the desk has decided. Those decided both ways are counted, and left out of every rate. */
export interface DecidedTerminals {
  readonly confirmed: number;
  readonly unfounded: number;
  readonly mixed: number;
}

/** How a signal fares against past decisions. */
export interface Judged {
  /** Terminals with the signal, by decision. */
  readonly confirmed: number;
  readonly unfounded: number;
  /** Of those with the signal, the confirmed. */
  readonly precision: Rate;
  /** Of the confirmed, those with the signal. */
  readonly recall: Rate;
}

export interface RuleHits {
  readonly rule: string;
  readonly weight: number;
  readonly findings: number;
  /** With at least one finding. */
  readonly terminals: number;
  /** Distinct transactions in its findings; of R3 and X10 their examples only. */
  readonly transactions: number;
  readonly judged: Judged;
}

/** Two rules of one set that speak of the same. */
export interface Overlap {
  readonly rules: readonly [one: string, other: string];
  /** Transactions in findings of both, and their share in those of either, per mille. */
  readonly transactions: number;
  readonly transactionsPerMille: number;
  /** Terminals with findings of both, and their share in those of either, per mille. */
  readonly terminals: number;
  readonly terminalsPerMille: number;
}

export interface SetResult {
  readonly name: string;
  readonly rules: readonly RuleHits[];
  /** Findings, terminals and distinct transactions of the rules that weigh something. */
  readonly findings: number;
  readonly terminals: number;
  readonly transactions: number;
  /** How many terminals score so, from 0 to 100; scores that none has are left out. */
  readonly scores: readonly (readonly [score: number, terminals: number])[];
  readonly overlaps: readonly Overlap[];
  /** Taking for a hit whatever scores so much or more. */
  readonly judged: readonly (Judged & { readonly scoreFrom: number })[];
}

export interface ChangedFindings {
  /** Only in the earlier set, only in the later, in both alike, in both but not alike. */
  readonly gone: number;
  readonly new: number;
  readonly same: number;
  readonly changed: number;
}

/** What changes for findings from one set to another, by their keys. */
export interface SetChanges extends ChangedFindings {
  /** Numbers of the sets. */
  readonly from: number;
  readonly to: number;
  /** The rules that the two have differently and that find something in either. */
  readonly rules: readonly (ChangedFindings & { readonly rule: string })[];
}

export interface BacktestResult {
  readonly terminals: number;
  readonly records: number;
  readonly purchases: number;
  readonly decided: DecidedTerminals;
  readonly sets: readonly SetResult[];
  /** Every two sets, the one with the lower number first. */
  readonly changes: readonly SetChanges[];
}
