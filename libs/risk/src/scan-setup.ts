import { Zone } from '@thaw/kernel';
import type { ScanSetup } from './engine';
import { RULES } from './rules';
import { rulesToRun } from './rules-to-run';
import type { Scan, ScannedRule } from './scan.entity';

/** What the engine is to be set up with for this scan: its own rules, parameters and facts. */
export const setupOf = ({ rules, facts, timeZone, currency }: Scan): ScanSetup => ({
  ...rulesToRun(rules),
  facts,
  zone: new Zone(timeZone),
  currency,
});

/** The first of the scan's rules that this build no longer has as it was then; null where it has them all. */
export const goneRule = ({ rules }: Scan): ScannedRule | null =>
  rules.find(({ code, version }) => !RULES.some((rule) => rule.code === code && rule.version === version)) ??
  null;
