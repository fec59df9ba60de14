import { DomainError, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import type { ParameterSpec, ParameterUnit, Rule } from './rule';

/** Parameters that differ from the defaults, by rule code and parameter name. */
export type ParameterOverrides = Readonly<Record<string, Readonly<Record<string, number>>>>;

export const UNIT_NAMES: Readonly<Record<ParameterUnit, Bilingual>> = {
  fen: { zh: '分', en: 'fen (minor units)' },
  count: { zh: '笔/次', en: 'a count' },
  seconds: { zh: '秒', en: 'seconds' },
  percent: { zh: '百分比', en: 'percent' },
  per_mille: { zh: '千分比', en: 'per mille' },
  thousandths: { zh: '千分之一', en: 'thousandths' },
  days: { zh: '天', en: 'days' },
  months: { zh: '月', en: 'months' },
  ratio: { zh: '倍数', en: 'a multiple' },
  metres: { zh: '米', en: 'metres' },
  km_per_hour: { zh: '公里/小时', en: 'kilometres per hour' },
  second_of_day: { zh: '当日零点起的秒数', en: 'seconds since local midnight' },
  switch: { zh: '0 关，1 开', en: '0 off, 1 on' },
};

const GIVEN_SHOWN = 40;

/**
 * Reads `R1a.max=3000000` and its like; the value is a whole number in the parameter's own unit.
 * @throws DomainError INVALID_REQUEST naming the field, with what would have been right.
 */
export function parseOverrides(texts: readonly string[], rules: readonly Rule[]): ParameterOverrides {
  const overrides: Record<string, Record<string, number>> = {};
  for (const text of texts) {
    const match = /^([^.=]+)\.([^.=]+)=(.*)$/.exec(text.trim());
    if (!match) {
      refuse(text, {
        zh: `“${text}”的写法不对，应为 规则.参数=数值，例如 R1a.max=5000000。`,
        en: `"${text}" is not of the form RULE.parameter=value, e.g. R1a.max=5000000.`,
      });
    }
    const [, code = '', name = '', value = ''] = match;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    checkParameter(ruleOf(code, rules), name, number, value);
    const ofRule = (overrides[code] ??= {});
    if (Object.hasOwn(ofRule, name)) {
      refuse(`${code}.${name}`, {
        zh: `${code}.${name} 给出了两次，请只保留一个。`,
        en: `${code}.${name} is given twice; keep one.`,
      });
    }
    ofRule[name] = number;
  }
  return overrides;
}

/**
 * Refuses overrides of rules that are not in the list, of unknown parameters, and values not whole or out of bounds.
 * @throws DomainError INVALID_REQUEST naming the field.
 */
export function checkOverrides(overrides: ParameterOverrides, rules: readonly Rule[]): void {
  for (const code of Object.keys(overrides)) resolveParameters(ruleOf(code, rules), overrides);
}

/**
 * All parameters of a rule in their declared order: the overrides that are given, else the defaults. What is given
 * for other rules does not matter here, so that a scan with a few rules takes a whole rule set's parameters.
 * @throws DomainError INVALID_REQUEST naming the field.
 */
export function resolveParameters(
  rule: Rule,
  overrides: ParameterOverrides,
): Readonly<Record<string, number>> {
  const ofRule = (Object.hasOwn(overrides, rule.code) ? overrides[rule.code] : undefined) ?? {};
  for (const [name, value] of Object.entries(ofRule)) checkParameter(rule, name, value);
  return Object.fromEntries(
    Object.entries(rule.parameters).map(([name, spec]) => [
      name,
      (Object.hasOwn(ofRule, name) ? ofRule[name] : undefined) ?? spec.default,
    ]),
  );
}

/** @throws DomainError INVALID_REQUEST naming the rules that there are. */
export function ruleOf(code: string, rules: readonly Rule[]): Rule {
  const rule = rules.find((candidate) => candidate.code === code);
  if (rule) return rule;
  const codes = rules.map((known) => known.code).join(', ');
  return refuse(code, {
    zh: `没有规则“${code}”；现有规则：${codes}。`,
    en: `There is no rule "${code}"; the rules are ${codes}.`,
  });
}

/**
 * @param given the value as it was written.
 * @throws DomainError INVALID_REQUEST naming the parameter, what was given, its bounds, unit and default.
 */
function checkParameter(rule: Rule, name: string, value: number, given = String(value)): void {
  const field = `${rule.code}.${name}`;
  const spec: ParameterSpec | undefined = Object.hasOwn(rule.parameters, name)
    ? rule.parameters[name]
    : undefined;
  if (!spec) {
    const names = Object.keys(rule.parameters).join(', ');
    return refuse(field, {
      zh: `${rule.code} 没有参数“${name}”；它的参数：${names}。`,
      en: `${rule.code} has no parameter "${name}"; it has ${names}.`,
    });
  }
  const { label, unit, min, max } = spec;
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const unitName = UNIT_NAMES[unit];
  // Whatever was given may be a card number, or a page of text.
  const shown = maskCardNumbers(given).slice(0, GIVEN_SHOWN);
  refuse(field, {
    zh: `${field}（${label.zh}，单位：${unitName.zh}）应为 ${min} 至 ${max} 的整数，默认 ${spec.default}；收到“${shown}”。`,
    en: `${field} (${label.en}; ${unitName.en}) is a whole number from ${min} to ${max}; its default is ${spec.default}. Given: "${shown}".`,
  });
}

function refuse(field: string, detail: Bilingual): never {
  throw new DomainError('INVALID_REQUEST', { field, detail });
}
