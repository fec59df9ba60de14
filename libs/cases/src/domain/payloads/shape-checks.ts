import { DomainError, type Bilingual } from '@thaw/kernel';

/** Looks at one value of a payload. @throws DomainError INVALID_REQUEST naming the field. */
export type Check = (value: unknown, field: string) => void;

const wrong = (field: string, zh: string, en: string): DomainError => {
  const detail: Bilingual = { zh, en };
  return new DomainError('INVALID_REQUEST', { ...(field === '' ? {} : { field }), detail });
};

export const anything: Check = () => undefined;

export const text: Check = (value, field) => {
  if (typeof value !== 'string') throw wrong(field, '请提供文本。', 'Give a text.');
};

export const flag: Check = (value, field) => {
  if (typeof value !== 'boolean') throw wrong(field, '请填 true 或 false。', 'Give true or false.');
};

export const oneOf =
  (...values: readonly string[]): Check =>
  (value, field) => {
    if (typeof value === 'string' && values.includes(value)) return;
    throw wrong(field, `请从以下值中选择：${values.join('、')}。`, `Choose one of: ${values.join(', ')}.`);
  };

export const instant: Check = (value, field) => {
  if (value instanceof Date && !Number.isNaN(value.getTime())) return;
  throw wrong(field, '请提供日期时间。', 'Give a date and time.');
};

/** A limit as a measure stores it. */
export const wholeFen: Check = (value, field) => {
  if (Number.isSafeInteger(value) && (value as number) > 0) return;
  throw wrong(field, '金额应为大于零的整数分。', 'An amount is a whole number of fen, at least 1.');
};

/** Millionths of a degree. */
export const degreesE6: Check = (value, field) => {
  if (Number.isSafeInteger(value) && Math.abs(value as number) <= 180_000_000) return;
  throw wrong(field, '请填写整数，单位为百万分之一度。', 'Give a whole number of millionths of a degree.');
};

export const wholeNumber: Check = (value, field) => {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw wrong(field, '应为不小于零的整数。', 'Give a whole number, at least 0.');
};

/** What is left out may be null too: a form says it either way. */
export const optional =
  (check: Check): Check =>
  (value, field) => {
    if (value !== undefined && value !== null) check(value, field);
  };

export const listOf =
  (check: Check): Check =>
  (value, field) => {
    if (!Array.isArray(value)) throw wrong(field, '请提供一个列表。', 'Give a list here.');
    for (let i = 0; i < value.length; i++) check(value[i], `${field}[${i}]`);
  };

export const fields =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrong(field, '请提供一个对象。', 'Give an object here.');
    }
    for (const [name, check] of Object.entries(checks)) {
      check((value as Record<string, unknown>)[name], field === '' ? name : `${field}.${name}`);
    }
  };

/** The shapes of one subject's payloads: the compiler asks for one each. */
export type ShapesOf<Payloads> = { readonly [A in keyof Payloads]: Check };
