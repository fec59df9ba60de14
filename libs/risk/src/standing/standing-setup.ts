import { createHash } from 'node:crypto';
import { Zone } from '@thaw/kernel';
import { factsDigest, SCAN_STATE_FORMAT, type ScanSetup } from '../engine';
import { RULES, type TerminalFacts } from '../rules';
import type { ScannedRule } from '../scan.entity';

/** A rule as a standing scan runs it. */
export interface StandingRule extends ScannedRule {
  readonly weight: number;
}

/** What a standing scan is set up with, as it is kept beside its state. */
export interface StandingSetup {
  readonly rules: readonly StandingRule[];
  readonly facts: TerminalFacts;
  readonly timeZone: string;
  readonly currency: string;
}

/**
 * State of one setup means nothing under another, and neither does state that another build has written in another format;
 * two of the same digest are the same.
 */
export function setupDigest({ rules, facts, timeZone, currency }: StandingSetup): string {
  const values = rules.map(({ code, version, weight, parameters }) => [
    code,
    version,
    weight,
    Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([SCAN_STATE_FORMAT, values, factsDigest(facts), timeZone, currency]))
    .digest('hex');
}

/** Of the desk, and of setups that another has left. To make one takes as long as to fold what an append brings. */
const zones = new Map<string, Zone>();

function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (zone === undefined) zones.set(name, (zone = new Zone(name)));
  return zone;
}

const ruleOf = ({ code, version }: StandingRule): (typeof RULES)[number] | undefined =>
  RULES.find((one) => one.code === code && one.version === version);

/** Whether this program has all of its rules as they were when it was kept. */
export const canRun = ({ rules }: StandingSetup): boolean => rules.every((rule) => ruleOf(rule));

/** @throws Error on rules that are not the ones of this program: a caller asks first, or compares the digests. */
export function scanSetup({ rules, facts, timeZone, currency }: StandingSetup): ScanSetup {
  return {
    rules: rules.map((kept) => {
      const rule = ruleOf(kept);
      if (!rule) throw new Error(`there is no rule ${kept.code} of version ${kept.version}`);
      return rule;
    }),
    parameters: Object.fromEntries(rules.map(({ code, parameters }) => [code, parameters])),
    facts,
    zone: zoneOf(timeZone),
    currency,
  };
}
