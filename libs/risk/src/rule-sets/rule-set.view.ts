import type { Bilingual } from '@thaw/kernel';
import type { BaseRatesByProfile } from '../base-rates/base-rates.query';
import {
  RULES,
  UNIT_NAMES,
  WEIGHT_MAX,
  resolveSettings,
  type ParameterUnit,
  type ResolvedRule,
  type RuleStanding,
  type SettingDifference,
} from '../rules';
import type { RuleSet, RuleSetState } from './rule-set.entity';

/** A set as lists show it. */
export interface RuleSetSummary {
  readonly number: number;
  readonly version: number;
  readonly name: string;
  readonly state: RuleSetState;
  readonly basedOn: number | null;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly editedBy: string;
  readonly editedAt: Date;
  readonly submittedBy: string | null;
  readonly submittedAt: Date | null;
  readonly activatedBy: string | null;
  readonly activatedAt: Date | null;
  readonly retiredAt: Date | null;
}

export interface ParameterView {
  readonly name: string;
  readonly label: Bilingual;
  readonly unit: ParameterUnit;
  readonly unitName: Bilingual;
  readonly value: number;
  readonly default: number;
  /** Both inside. */
  readonly min: number;
  readonly max: number;
}

export interface RuleView {
  readonly code: string;
  readonly name: string;
  readonly title: Bilingual;
  /** The build's. */
  readonly version: number;
  /** What the set was made with; null: before the rule. */
  readonly setVersion: number | null;
  readonly standing: RuleStanding;
  readonly enabled: boolean;
  readonly weight: number;
  readonly defaultWeight: number;
  readonly maxWeight: number;
  readonly parameters: readonly ParameterView[];
  /** How often it fires with these parameters on what is ordinary, by the terminal's fee profile. */
  readonly baseRates: BaseRatesByProfile;
}

export interface RuleSetView extends RuleSetSummary {
  /** Every rule of this build as scans under the set run it. */
  readonly rules: readonly RuleView[];
  /** Codes of rules that the set names and this build has no more. */
  readonly gone: readonly string[];
}

export interface DifferenceView extends SettingDifference {
  readonly title: Bilingual | null;
  readonly label: Bilingual | null;
  readonly unit: ParameterUnit | null;
}

export const summaryOf = (set: RuleSet, numbers: ReadonlyMap<string, number>): RuleSetSummary => ({
  number: set.number,
  version: set.version,
  name: set.name,
  state: set.state,
  basedOn: set.basedOn === null ? null : (numbers.get(set.basedOn) ?? null),
  createdBy: set.createdBy,
  createdAt: set.createdAt,
  editedBy: set.editedBy,
  editedAt: set.editedAt,
  submittedBy: set.submittedBy,
  submittedAt: set.submittedAt,
  activatedBy: set.activatedBy,
  activatedAt: set.activatedAt,
  retiredAt: set.retiredAt,
});

export const ruleSetView = (
  set: RuleSet,
  numbers: ReadonlyMap<string, number>,
  rates: ReadonlyMap<string, BaseRatesByProfile>,
): RuleSetView => ({
  ...summaryOf(set, numbers),
  rules: resolveSettings(set.rules, RULES).map((resolved) => ruleView(resolved, set, rates)),
  gone: Object.keys(set.rules).filter((code) => !RULES.some((rule) => rule.code === code)),
});

const ruleView = (
  { rule, standing, enabled, weight, parameters }: ResolvedRule,
  { rules }: RuleSet,
  rates: ReadonlyMap<string, BaseRatesByProfile>,
): RuleView => ({
  code: rule.code,
  name: rule.name,
  title: rule.title,
  version: rule.version,
  setVersion: rules[rule.code]?.version ?? null,
  standing,
  enabled,
  weight,
  defaultWeight: rule.weight,
  maxWeight: WEIGHT_MAX,
  parameters: Object.entries(rule.parameters).map(([name, spec]) => ({
    name,
    label: spec.label,
    unit: spec.unit,
    unitName: UNIT_NAMES[spec.unit],
    value: parameters[name] ?? spec.default,
    default: spec.default,
    min: spec.min,
    max: spec.max,
  })),
  baseRates: rates.get(rule.code) as BaseRatesByProfile,
});

/** With the words of this build, in the order of its rules. */
export function differenceViews(differences: readonly SettingDifference[]): readonly DifferenceView[] {
  const place = (code: string): number => {
    const at = RULES.findIndex((rule) => rule.code === code);
    return at === -1 ? RULES.length : at;
  };
  return differences
    .toSorted((a, b) => place(a.rule) - place(b.rule))
    .map((difference) => {
      const rule = RULES.find(({ code }) => code === difference.rule);
      const spec = difference.parameter === null ? undefined : rule?.parameters[difference.parameter];
      return {
        ...difference,
        title: rule?.title ?? null,
        label: spec?.label ?? null,
        unit: spec?.unit ?? null,
      };
    });
}
