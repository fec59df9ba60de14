import type { FeeProfile } from '@thaw/kernel';
import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '@thaw/platform';
import { REFERENCE_POPULATION } from '../simulator';
import { BaseRate, CLEARED_CASES } from './base-rate.entity';
import { readRateLines } from './rate-lines';
import { REFERENCE_RATES } from './reference-rates';

type KnownRate = Omit<BaseRate, 'measuredAt'>;

/** A rule as it ran, or is to run. */
export interface RuleAsRun {
  readonly code: string;
  readonly version: number;
  readonly parameters: Readonly<Record<string, number>>;
}

/** What the code brings, and what was measured since of these very rules: of others there may be a long past. */
export async function knownRates(tx: Tx, rules: readonly RuleAsRun[]): Promise<readonly KnownRate[]> {
  const stored = await tx
    .createQueryBuilder(BaseRate, 'r')
    .where('r.population IN (:...populations)', { populations: [REFERENCE_POPULATION.id, CLEARED_CASES] })
    .andWhere(
      `(r.rule, r.rule_version, r.parameters) IN (
         SELECT code, version, parameters FROM jsonb_to_recordset(:rules::jsonb) AS asked (code text, version int, parameters jsonb))`,
      {
        rules: JSON.stringify(rules.map(({ code, version, parameters }) => ({ code, version, parameters }))),
      },
    )
    .getMany();
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
  feeProfile: FeeProfile,
): boolean =>
  rate.rule === code &&
  rate.ruleVersion === version &&
  rate.feeProfile === feeProfile &&
  isDeepStrictEqual({ ...rate.parameters }, { ...parameters });
