import { DomainError, maskCardNumbers, type Bilingual } from '@thaw/kernel';
import {
  changeSettings,
  defaultSettings,
  resolveSettings,
  type Rule,
  type RuleSettingChange,
  type RuleSettings,
} from '../rules';
import type { NamedSet } from './backtest-sum';

/** More are no comparison that a person reads. */
export const SETS_MAX = 50;
export const SET_NAME_MAX = 60;

/** A set as someone tries it out: what is to differ from the rules that it begins with. */
export interface WrittenSet {
  readonly name: string;
  readonly rules?: readonly ({ readonly code: string } & RuleSettingChange)[] | undefined;
}

/**
 * @param base what the set begins with; absent: the rules as this build has them.
 * @throws DomainError INVALID_REQUEST naming set, rule and parameter, with the bounds.
 */
export function resolveSet(
  { name: given, rules: written = [] }: WrittenSet,
  rules: readonly Rule[],
  base: RuleSettings = defaultSettings(rules),
): NamedSet {
  const name = maskCardNumbers(given);
  const changes = new Map<string, RuleSettingChange>();
  for (const { code, ...change } of written) {
    if (changes.has(code)) {
      refuse(name, code, {
        zh: `规则 ${code} 写了两次，请合为一处。`,
        en: `rule ${code} is given twice; give it once.`,
      });
    }
    changes.set(code, change);
  }
  try {
    return { name, rules: resolveSettings(changeSettings(base, changes, rules), rules) };
  } catch (error) {
    throw error instanceof DomainError ? inSet(name, error) : error;
  }
}

/**
 * Reads `[{"name": "strict", "rules": [{"code": "R1a", "weight": 10, "parameters": {"max": 3000000}}]}, …]`.
 * @throws DomainError INVALID_REQUEST saying what is wrong and where.
 */
export function readSets(text: string, rules: readonly Rule[], base?: RuleSettings): NamedSet[] {
  const sets = parsed(text);
  if (!Array.isArray(sets) || sets.length < 1 || sets.length > SETS_MAX) {
    throw invalid('sets', {
      zh: `应为 1 至 ${SETS_MAX} 个参数组的 JSON 数组，例如 ${EXAMPLE}`,
      en: `a JSON array of 1 to ${SETS_MAX} sets is wanted, such as ${EXAMPLE}`,
    });
  }
  const resolved = sets.map((set: unknown, at) => resolveSet(checkedSet(set, at), rules, base));
  checkNames(resolved);
  return resolved;
}

/** @throws DomainError INVALID_REQUEST where two sets have one name. */
export function checkNames(sets: readonly Pick<NamedSet, 'name'>[]): void {
  const names = new Set<string>();
  for (const { name } of sets) {
    if (names.has(name)) {
      throw invalid('name', {
        zh: `有两个参数组都叫“${name}”，请改一个名称。`,
        en: `two sets are called "${name}"; give one another name.`,
      });
    }
    names.add(name);
  }
}

const EXAMPLE =
  '[{"name": "now"}, {"name": "strict", "rules": [{"code": "R1a", "parameters": {"max": 3000000}}]}]';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = maskCardNumbers(error instanceof Error ? error.message : String(error));
    throw invalid('sets', { zh: `不是有效的 JSON：${reason}`, en: `not JSON: ${reason}` });
  }
}

function checkedSet(value: unknown, at: number): WrittenSet {
  const place = `sets[${at}]`;
  const set = objectOf(value, place, ['name', 'rules']);
  const { name, rules = [] } = set;
  if (typeof name !== 'string' || name.trim() === '' || name.length > SET_NAME_MAX) {
    throw invalid(`${place}.name`, {
      zh: `${place}.name 应为 1 至 ${SET_NAME_MAX} 个字的名称。`,
      en: `${place}.name is a name of 1 to ${SET_NAME_MAX} characters.`,
    });
  }
  if (!Array.isArray(rules)) throw wrongType(`${place}.rules`, { zh: '数组', en: 'an array' });
  return { name, rules: rules.map((rule: unknown, i) => checkedRule(rule, `${place}.rules[${i}]`)) };
}

function checkedRule(value: unknown, place: string): { code: string } & RuleSettingChange {
  const { code, enabled, weight, parameters } = objectOf(value, place, [
    'code',
    'enabled',
    'weight',
    'parameters',
  ]);
  if (typeof code !== 'string')
    throw wrongType(`${place}.code`, { zh: '规则代码', en: 'the code of a rule' });
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw wrongType(`${place}.enabled`, { zh: 'true 或 false', en: 'true or false' });
  }
  if (weight !== undefined && typeof weight !== 'number') {
    throw wrongType(`${place}.weight`, { zh: '整数', en: 'a whole number' });
  }
  const given = parameters === undefined ? undefined : objectOf(parameters, `${place}.parameters`, null);
  // Their values are checked with their bounds, by what the rule says of them.
  return { code, enabled, weight, parameters: given as RuleSettingChange['parameters'] };
}

/** @param names the fields that it may have; null: any. */
function objectOf(value: unknown, place: string, names: readonly string[] | null): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw wrongType(place, { zh: '对象', en: 'an object' });
  }
  const unknown = names === null ? undefined : Object.keys(value).find((name) => !names.includes(name));
  if (names !== null && unknown !== undefined) {
    const field = `${place}.${maskCardNumbers(unknown)}`;
    throw invalid(field, {
      zh: `没有 ${field} 这一项；可用的有 ${names.join('、')}。`,
      en: `there is no ${field}; there are ${names.join(', ')}.`,
    });
  }
  return value as Record<string, unknown>;
}

const wrongType = (field: string, wanted: Bilingual): DomainError =>
  invalid(field, { zh: `${field} 应为${wanted.zh}。`, en: `${field} is to be ${wanted.en}.` });

const invalid = (field: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail });

function refuse(set: string, code: string, detail: Bilingual): never {
  throw inSet(set, invalid(code, detail));
}

/** The same refusal, with the name of the set that it is about. */
function inSet(set: string, error: DomainError): DomainError {
  const { detail = error.code } = error.context;
  const { zh, en } = typeof detail === 'string' ? { zh: detail, en: detail } : detail;
  return new DomainError(error.code, {
    ...error.context,
    detail: { zh: `参数组“${set}”：${zh}`, en: `Set "${set}": ${en}` },
  });
}
