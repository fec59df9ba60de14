import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { REFERENCE_POPULATION, type RateProfile } from '../simulator';
import { BaseRate, CLEARED_CASES } from './base-rate.entity';
import { readRateLines } from './rate-lines';
import { REFERENCE_RATES } from './reference-rates';

type KnownRate = Omit<BaseRate, 'measuredAt'>;

/** What the code brings, and what was measured since. */
export async function knownRates(tx: Tx, rules: readonly string[]): Promise<readonly KnownRate[]> {
  const populations = [REFERENCE_POPULATION.id, CLEARED_CASES];
  const stored = await tx.findBy(BaseRate, { population: In(populations), rule: In(rules) });
  return [...BUILT_IN, ...stored];
}

const BUILT_IN = readRateLines(REFERENCE_RATES).map(({ version, shops, shopsFired, ...rate }): KnownRate => ({
  ...rate,
  population: REFERENCE_POPULATION.id,
  ruleVersion: version,
  size: shops,
  fired: shopsFired,
}));

export const isRateOf = (
  rate: KnownRate,
  { code, version }: { readonly code: string; readonly version: number },
  parameters: Readonly<Record<string, number>>,
  feeProfile: RateProfile,
): boolean =>
  rate.rule === code &&
  rate.ruleVersion === version &&
  rate.feeProfile === feeProfile &&
  isDeepStrictEqual({ ...rate.parameters }, { ...parameters });
