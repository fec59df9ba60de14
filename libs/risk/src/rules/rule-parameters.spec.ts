import { DomainError } from '@thaw/kernel';
import {
  checkOverrides,
  parseOverrides,
  resolveParameters,
  RULES,
  type ParameterOverrides,
  type Rule,
} from './index';

const refusalOf = (act: () => unknown): DomainError => {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('was not refused');
};

const ruleOf = (code: string): Rule => RULES.find((rule) => rule.code === code) as Rule;

describe('parseOverrides', () => {
  it('reads RULE.parameter=value', () => {
    expect(parseOverrides(['R1a.max=3000000', 'R6a.max=3', 'R6a.rolling=1'], RULES)).toEqual({
      R1a: { max: 3_000_000 },
      R6a: { max: 3, rolling: 1 },
    });
  });

  it.each([
    ['R1a', 'R1a', '"R1a" is not of the form RULE.parameter=value, e.g. R1a.max=5000000.'],
    ['R9.max=1', 'R9', 'There is no rule "R9"; the rules are R1a, R1b'],
    ['__proto__.max=1', '__proto__', 'There is no rule "__proto__"'],
    ['R2.maximum=1', 'R2.maximum', 'R2 has no parameter "maximum"; it has unit, near, min, n, days.'],
    ['R2.constructor=1', 'R2.constructor', 'R2 has no parameter "constructor"'],
    ['R6b.gap=0', 'R6b.gap', '; seconds) is a whole number from 1 to 86400; its default is 600.'],
    ['R6b.gap=86401', 'R6b.gap', 'is a whole number from 1 to 86400'],
    ['R6b.gap=60.5', 'R6b.gap', 'is a whole number'],
    ['R6b.gap=', 'R6b.gap', 'is a whole number'],
    ['R6b.gap=1e2', 'R6b.gap', 'is a whole number'],
  ])('refuses %s and says what would be right', (text, field, detail) => {
    const { code, context, message } = refusalOf(() => parseOverrides([text], RULES));
    expect({ code, field: context.field }).toEqual({ code: 'INVALID_REQUEST', field });
    expect(message).toContain(detail);
  });

  it('refuses in both languages', () => {
    expect(refusalOf(() => parseOverrides(['R6b.gap=0'], RULES)).context.detail).toEqual({
      zh: 'R6b.gap（两次使用的最短间隔，单位：秒）应为 1 至 86400 的整数，默认 600；收到“0”。',
      en: 'R6b.gap (Shortest gap that does not fire; seconds) is a whole number from 1 to 86400; its default is 600. Given: "0".',
    });
  });

  it('refuses to choose between two values', () => {
    const { context, message } = refusalOf(() => parseOverrides(['R1a.max=100', 'R1a.max=200'], RULES));
    expect(context.field).toBe('R1a.max');
    expect(message).toContain('R1a.max is given twice');
  });

  it('takes both bounds', () => {
    const texts = ['R6b.gap=1', 'R6c.max=1000'];
    expect(parseOverrides(texts, RULES)).toEqual({ R6b: { gap: 1 }, R6c: { max: 1000 } });
  });
});

describe('checkOverrides', () => {
  const wrong: ParameterOverrides[] = [
    { R1a: { max: 100.5 } },
    { R1a: { max: Number.NaN } },
    { R1a: { min: 1 } },
    { R1a: { max: 100 }, R0: {} },
  ];

  it.each(wrong)('refuses %j', (overrides) =>
    expect(refusalOf(() => checkOverrides(overrides, RULES)).code).toBe('INVALID_REQUEST'),
  );

  it('passes what is right', () => expect(() => checkOverrides({ R1a: { max: 100 } }, RULES)).not.toThrow());
});

describe('resolveParameters', () => {
  it('fills in defaults, in the declared order', () => {
    const resolved = resolveParameters(ruleOf('R4'), { R4: { minCredit: 5 }, R5: { months: 3 } });
    expect(Object.entries(resolved)).toEqual([
      ['ratio', 4],
      ['minDebit', 20_000],
      ['minCredit', 5],
    ]);
  });

  it('checks what it takes', () => {
    expect(refusalOf(() => resolveParameters(ruleOf('R4'), { R4: { ratio: 0 } })).context.field).toBe(
      'R4.ratio',
    );
  });
});
