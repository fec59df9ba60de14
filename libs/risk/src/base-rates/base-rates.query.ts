import { FEE_PROFILES, type Bilingual, type FeeProfile } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { RULES } from '../rules';
import { REFERENCE_POPULATION, isMeasurable } from '../simulator';
import { CLEARED_CASES } from './base-rate.entity';
import { isRateOf, knownRates, type RuleAsRun } from './known-rates';

/** How often a rule fires on what is ordinary; where the figure comes from stands with it. */
export interface BaseRateView {
  readonly source: Bilingual;
  /** Shops or cases that were looked at. */
  readonly size: number;
  /** In how many percent of them it fired at least once, to one decimal. */
  readonly firedPercent: number;
  /** Findings per shop and month, or per case, to two decimals. */
  readonly findings: number;
}

export interface BaseRatesView {
  /** Null: not measured, see {@link note}. */
  readonly reference: BaseRateView | null;
  /** Null until there are 50 such cases that were scanned with these very parameters. */
  readonly desk: BaseRateView | null;
  readonly note: Bilingual | null;
}

export type BaseRatesByProfile = Readonly<Record<FeeProfile, BaseRatesView>>;

const { shops, months, id } = REFERENCE_POPULATION;
const REFERENCE_SOURCE: Bilingual = {
  zh: `参照群体：${shops} 家模拟的普通商户，各 ${months} 个月`,
  en: `Reference population: ${shops} simulated ordinary shops, ${months} months each`,
};
const DESK_SOURCE: Bilingual = {
  zh: '本台近期查无问题而解封的案件',
  en: "The desk's own latest cases that were unfrozen as unfounded",
};
const NO_FACTS: Bilingual = {
  zh: '参照群体没有此规则所需的信息，无法测算。',
  en: 'Not measurable: the reference population has not the facts that this rule needs.',
};
const NOT_YET: Bilingual = {
  zh: '此参数尚未测算；试运行或提交启用时会自动测算。',
  en: 'Not measured yet with these parameters; starting a shadow run or submitting the set has it measured.',
};

/** By rule code, what is known of each on each fee profile. Reads what was measured; measures nothing. */
export async function baseRatesOf(
  tx: Tx,
  rules: readonly RuleAsRun[],
): Promise<ReadonlyMap<string, BaseRatesByProfile>> {
  const known = await knownRates(tx, rules);
  const ofProfile = (rule: RuleAsRun, feeProfile: FeeProfile): BaseRatesView => {
    const rates = known.filter((rate) => isRateOf(rate, rule, rule.parameters, feeProfile));
    const reference = rates.find(({ population }) => population === id);
    const desk = rates.find(({ population }) => population === CLEARED_CASES);
    const isSilent = RULES.some((one) => one.code === rule.code && !isMeasurable(one));
    return {
      reference: reference ? view(reference, REFERENCE_SOURCE, months) : null,
      desk: desk ? view(desk, DESK_SOURCE, 1) : null,
      note: reference ? null : isSilent ? NO_FACTS : NOT_YET,
    };
  };
  return new Map(
    rules.map((rule) => [
      rule.code,
      Object.fromEntries(
        FEE_PROFILES.map((profile) => [profile, ofProfile(rule, profile)]),
      ) as BaseRatesByProfile,
    ]),
  );
}

const view = (
  { size, fired, findings }: { readonly size: number; readonly fired: number; readonly findings: number },
  source: Bilingual,
  periods: number,
): BaseRateView => ({
  source,
  size,
  firedPercent: Math.round((fired * 1000) / size) / 10,
  findings: Math.round((findings * 100) / (size * periods)) / 100,
});
