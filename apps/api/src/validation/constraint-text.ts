import type { Bilingual } from '@thaw/kernel';
import {
  ValidationTypes,
  getMetadataStorage,
  type ValidationError,
  type ValidationOptions,
} from 'class-validator';

type TextOf = (parameters: readonly unknown[]) => Bilingual;

const say = (zh: string, en: string): Bilingual => ({ zh, en });
const list = (value: unknown): string =>
  (Array.isArray(value) ? value : Object.values(value ?? {})).map(String).join(', ');

/** What to do about each of class-validator's checks, by its name. */
const TEXTS: Readonly<Record<string, TextOf>> = {
  whitelistValidation: () => say('没有这个字段，请去掉它。', 'There is no such field; leave it out.'),
  nestedValidation: () => say('请提供一个对象。', 'Give an object here.'),
  unknownValue: () => say('请提供一个对象。', 'Give an object here.'),
  isNotEmpty: () => say('不能为空。', 'This must not be empty.'),
  isString: () => say('请提供文本。', 'Give a text.'),
  isBoolean: () => say('请填 true 或 false。', 'Give true or false.'),
  isInt: () => say('请提供整数。', 'Give a whole number.'),
  isNumber: () => say('请提供数字。', 'Give a number.'),
  isPositive: () => say('请提供大于零的数。', 'Give a number above zero.'),
  isObject: () => say('请提供一个对象。', 'Give an object here.'),
  isArray: () => say('请提供一个列表。', 'Give a list here.'),
  isUuid: () => say('请提供 UUID 格式的编号。', 'Give an id in the form of a UUID.'),
  isDate: () =>
    say('请提供日期时间，如 2026-11-23T08:00:00Z。', 'Give a date and time such as 2026-11-23T08:00:00Z.'),
  isDateString: () =>
    say('请提供日期时间，如 2026-11-23T08:00:00Z。', 'Give a date and time such as 2026-11-23T08:00:00Z.'),
  isIso8601: () =>
    say('请提供日期时间，如 2026-11-23T08:00:00Z。', 'Give a date and time such as 2026-11-23T08:00:00Z.'),
  isRFC3339: () =>
    say('请提供日期时间，如 2026-11-23T08:00:00Z。', 'Give a date and time such as 2026-11-23T08:00:00Z.'),
  isEmail: () => say('请提供电子邮件地址。', 'Give an e-mail address.'),
  isUrl: () => say('请提供网址。', 'Give a web address.'),
  isEnum: ([, names]) => say(`请从以下值中选择：${list(names)}。`, `Choose one of: ${list(names)}.`),
  isIn: ([values]) => say(`请从以下值中选择：${list(values)}。`, `Choose one of: ${list(values)}.`),
  min: ([least]) => say(`不能小于 ${String(least)}。`, `This must be at least ${String(least)}.`),
  max: ([most]) => say(`不能大于 ${String(most)}。`, `This must be at most ${String(most)}.`),
  minLength: ([least]) => say(`至少 ${String(least)} 个字符。`, `Use at least ${String(least)} characters.`),
  maxLength: ([most]) => say(`最多 ${String(most)} 个字符。`, `Use at most ${String(most)} characters.`),
  isLength: ([least, most = '∞']) =>
    say(
      `长度应为 ${String(least)} 到 ${String(most)} 个字符。`,
      `Use ${String(least)} to ${String(most)} characters.`,
    ),
  arrayNotEmpty: () => say('至少提供一项。', 'Give at least one item.'),
  arrayMinSize: ([least]) => say(`至少提供 ${String(least)} 项。`, `Give at least ${String(least)} item(s).`),
  arrayMaxSize: ([most]) => say(`最多提供 ${String(most)} 项。`, `Give at most ${String(most)} items.`),
  arrayUnique: () => say('各项不能重复。', 'No item may be given twice.'),
  matches: () => say('格式不对。', 'This does not have the right form.'),
};

/**
 * Words for a check whose name says too little, in both languages: `@Matches(/^\d{15}$/, says('…', '…'))`.
 */
export const says = (zh: string, en: string): ValidationOptions => ({ context: say(zh, en) });

/** What to do about this failed check: a missing value aside, a DTO's own words go first, then ours for the check. */
export function constraintText(error: ValidationError, name: string): Bilingual {
  if (name !== 'whitelistValidation' && isMissing(error)) return say('必填。', 'This is required.');
  const own: unknown = error.contexts?.[name];
  if (isBilingual(own)) return own;
  const metadata = error.target
    ? getMetadataStorage()
        .getTargetValidationMetadatas(error.target.constructor, '', true, false)
        .find((candidate) => candidate.propertyName === error.property && candidate.name === name)
    : undefined;
  // Of what is nested in a list, class-validator leaves the words with the check.
  const words: unknown = metadata?.context;
  if (isBilingual(words)) return words;
  const message = error.constraints?.[name] ?? '';
  if (metadata?.message) return say(message, message);
  return wordsOf(name, metadata?.constraints ?? [], message);
}

/** Null is one that is missing, but where the field may be left out: there it is a wrong one. */
function isMissing({ value, target, property }: ValidationError): boolean {
  if (value !== null) return value === undefined;
  const checks = target
    ? getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', true, false)
    : [];
  return !checks.some(
    (one) => one.propertyName === property && one.type === ValidationTypes.CONDITIONAL_VALIDATION,
  );
}

/** Our words for the check of this name. */
export const wordsOf = (name: string, parameters: readonly unknown[], message = name): Bilingual =>
  TEXTS[name]?.(parameters) ?? say(`内容不符合要求（${message}）。`, `${message}.`);

const isBilingual = (value: unknown): value is Bilingual =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;
