import { DomainError, type Bilingual } from '@thaw/kernel';
import type { Rule } from './rule';
import { resolveParameters, ruleOf } from './rule-parameters';

/** No rule weighs more, in no set: none decides alone. */
export const WEIGHT_MAX = 20;

/** What a rule set says of one rule. */
export interface RuleSetting {
  /** The version of the rule that whoever made the set had before them. */
  readonly version: number;
  readonly enabled: boolean;
  /** 0–{@link WEIGHT_MAX}. */
  readonly weight: number;
  /** Every parameter of that version, whole numbers in its unit. */
  readonly parameters: Readonly<Record<string, number>>;
}

/** By rule code. */
export type RuleSettings = Readonly<Record<string, RuleSetting>>;

/** What is to be different; what is not named stays. */
export type RuleSettingChange = {
  readonly [field in 'enabled' | 'weight' | 'parameters']?: RuleSetting[field] | undefined;
};

/**
 * How a set and this build stand to each other on a rule:
 * `as_set` runs just as the set says ·
 * `rule_changed` the build has another version of it, or other parameters: it runs with what the set says, as far as that
 *   still fits ·
 * `unreviewed` the set was made before the rule: it runs with its defaults at weight 0, and so informs only, until a set
 *   that names it is activated.
 */
export type RuleStanding = 'as_set' | 'rule_changed' | 'unreviewed';

/** A rule of this build as a set has it. */
export interface ResolvedRule {
  readonly rule: Rule;
  readonly standing: RuleStanding;
  readonly enabled: boolean;
  readonly weight: number;
  readonly parameters: Readonly<Record<string, number>>;
}

const defaultsOf = (rule: Rule): RuleSetting => ({
  version: rule.version,
  enabled: true,
  weight: rule.weight,
  parameters: resolveParameters(rule, {}),
});

/** What a desk begins with. */
export const defaultSettings = (rules: readonly Rule[]): RuleSettings =>
  Object.fromEntries(rules.map((rule) => [rule.code, defaultsOf(rule)]));

/** Every rule of this build, in their order, as the set has it. What the set says of rules that are no more is left aside. */
export function resolveSettings(settings: RuleSettings, rules: readonly Rule[]): readonly ResolvedRule[] {
  return rules.map((rule): ResolvedRule => {
    const setting = settingOf(settings, rule.code);
    if (!setting) return { rule, ...defaultsOf(rule), standing: 'unreviewed', weight: 0 };
    const { enabled, weight } = setting;
    const parameters = fitted(rule, setting.parameters);
    const isAsSet = rule.version === setting.version && isSame(parameters, setting.parameters);
    return { rule, standing: isAsSet ? 'as_set' : 'rule_changed', enabled, weight, parameters };
  });
}

/** What a draft made from a set begins with: the set as this build runs it, with the rules that are new to it as coded. */
export function settingsForDraft(from: RuleSettings, rules: readonly Rule[]): RuleSettings {
  return Object.fromEntries(
    resolveSettings(from, rules).map(({ rule, standing, enabled, weight, parameters }) => [
      rule.code,
      standing === 'unreviewed' ? defaultsOf(rule) : { version: rule.version, enabled, weight, parameters },
    ]),
  );
}

/**
 * A draft's settings with changes, under this build's versions.
 * @throws DomainError INVALID_REQUEST naming the field at fault, with what would have been right.
 */
export function changeSettings(
  settings: RuleSettings,
  changes: ReadonlyMap<string, RuleSettingChange>,
  rules: readonly Rule[],
): RuleSettings {
  const current = settingsForDraft(settings, rules);
  const changed = new Map(Object.entries(current));
  for (const [code, change] of changes) {
    const rule = ruleOf(code, rules);
    const { enabled, weight, parameters } = settingOf(current, rule.code) ?? defaultsOf(rule);
    if (change.weight !== undefined) checkWeight(code, change.weight);
    // Checked as they were given first: a spread loses the names that are no own, enumerable ones.
    resolveParameters(rule, { [code]: change.parameters ?? {} });
    changed.set(code, {
      version: rule.version,
      enabled: change.enabled ?? enabled,
      weight: change.weight ?? weight,
      parameters: resolveParameters(rule, { [code]: { ...parameters, ...change.parameters } }),
    });
  }
  return Object.fromEntries(changed);
}

/** One thing in which two sets differ; null: the set does not know the rule, or the parameter. */
export interface SettingDifference {
  readonly rule: string;
  readonly field: 'version' | 'enabled' | 'weight' | 'parameter';
  /** Of the field `parameter`. */
  readonly parameter: string | null;
  readonly before: number | boolean | null;
  readonly after: number | boolean | null;
}

/** In the order of the rules' codes in the later set, then of those that only the earlier one has. */
export function compareSettings(before: RuleSettings, after: RuleSettings): readonly SettingDifference[] {
  const codes = [...new Set([...Object.keys(after), ...Object.keys(before)])];
  return codes.flatMap((code) => compareSetting(code, settingOf(before, code), settingOf(after, code)));
}

function compareSetting(
  rule: string,
  before: RuleSetting | undefined,
  after: RuleSetting | undefined,
): SettingDifference[] {
  const differences: SettingDifference[] = [];
  const compare = (
    field: SettingDifference['field'],
    parameter: string | null,
    one: number | boolean | undefined,
    other: number | boolean | undefined,
  ): void => {
    if (one !== other)
      differences.push({ rule, field, parameter, before: one ?? null, after: other ?? null });
  };
  compare('version', null, before?.version, after?.version);
  compare('enabled', null, before?.enabled, after?.enabled);
  compare('weight', null, before?.weight, after?.weight);
  const [old, now] = [before?.parameters ?? {}, after?.parameters ?? {}];
  for (const name of new Set([...Object.keys(now), ...Object.keys(old)])) {
    compare('parameter', name, own(old, name), own(now, name));
  }
  return differences;
}

/** The build's parameters with the set's values: what a value is no more within, its nearest bound. */
function fitted(rule: Rule, values: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(rule.parameters).map(([name, spec]) => {
      const value = own(values, name) ?? spec.default;
      return [name, Math.min(spec.max, Math.max(spec.min, value))];
    }),
  );
}

function isSame(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => own(other, name) === one[name]);
}

const settingOf = (settings: RuleSettings, code: string): RuleSetting | undefined => own(settings, code);

const own = <T>(values: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

function checkWeight(code: string, weight: number): void {
  if (Number.isSafeInteger(weight) && weight >= 0 && weight <= WEIGHT_MAX) return;
  const field = `${code}.weight`;
  const detail: Bilingual = {
    zh: `${field}（权重，即计入评分的分数）应为 0 至 ${WEIGHT_MAX} 的整数。`,
    en: `${field} (weight, in points) is a whole number from 0 to ${WEIGHT_MAX}.`,
  };
  throw new DomainError('INVALID_REQUEST', { field, detail });
}
