import type { Zone } from '@thaw/kernel';
import {
  resolveParameters,
  type Finding,
  type ParameterOverrides,
  type Rule,
  type TerminalFacts,
} from '../rules';
import { factsDigest } from './facts-digest';
import type { Found } from './found';
import type { Fold, RunningRule } from './running-rule';
import type { ScanCounts, ScanSetupMark } from './scan-state';

export interface ScanSetup {
  readonly rules: readonly Rule[];
  /** What differs from the defaults. */
  readonly parameters?: ParameterOverrides;
  readonly facts: TerminalFacts;
  /** The desk's time zone: days, months and hours are read in it. */
  readonly zone: Zone;
  /** The terminal's own currency: thresholds are its minor units. */
  readonly currency: string;
}

export interface ScanResult {
  /** By rule in the order of the list, then `from`, then key. */
  readonly findings: readonly Finding[];
  readonly counts: ScanCounts;
}

export interface ScanOutcome {
  /** The same, made one by one as they are come to. To be read before the engine is fed on. */
  readonly findings: Found;
  readonly counts: ScanCounts;
}

/** Each rule once, under the setup's parameters. @throws DomainError INVALID_REQUEST on parameters that are unknown or out of bounds. */
export const foldsOf = ({ rules, parameters = {} }: ScanSetup): Fold[] =>
  rules.map((rule) => ({ rule, choices: [resolveParameters(rule, parameters)] }));

/** What a saved state says of the setup that it was saved under: it goes on under no other. */
export const setupMark = (
  { facts, zone, currency }: ScanSetup,
  running: readonly Pick<RunningRule, 'rule' | 'parameters'>[],
): ScanSetupMark => ({
  rules: running.map(({ rule, parameters }) => ({ code: rule.code, version: rule.version, parameters })),
  facts: factsDigest(facts),
  timeZone: zone.name,
  currency,
});
