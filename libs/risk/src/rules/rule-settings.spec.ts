import { DomainError } from '@thaw/kernel';
import fc from 'fast-check';
import {
  RULES,
  changeSettings,
  compareSettings,
  defaultSettings,
  resolveSettings,
  settingsForDraft,
  type Rule,
  type RuleSettingChange,
  type RuleSettings,
} from './index';

const ruleOf = (code: string): Rule => RULES.find((rule) => rule.code === code) as Rule;
const DEFAULTS = defaultSettings(RULES);
const change = (code: string, to: RuleSettingChange): RuleSettings =>
  changeSettings(DEFAULTS, new Map([[code, to]]), RULES);
const without = (code: string): RuleSettings =>
  Object.fromEntries(Object.entries(DEFAULTS).filter(([one]) => one !== code));

function refusalOf(act: () => unknown): DomainError {
  try {
    act();
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('a set of defaults', () => {
  it('runs every rule as it is coded', () => {
    for (const { rule, standing, enabled, weight, parameters } of resolveSettings(DEFAULTS, RULES)) {
      expect({ standing, enabled, weight }).toEqual({
        standing: 'as_set',
        enabled: true,
        weight: rule.weight,
      });
      for (const [name, spec] of Object.entries(rule.parameters)) expect(parameters[name]).toBe(spec.default);
    }
  });
});

describe('a change', () => {
  it('leaves what it does not name', () => {
    const changed = change('R2', { weight: 3, parameters: { n: 5 } });
    expect(compareSettings(DEFAULTS, changed)).toEqual([
      { rule: 'R2', field: 'weight', parameter: null, before: 12, after: 3 },
      { rule: 'R2', field: 'parameter', parameter: 'n', before: 3, after: 5 },
    ]);
  });

  it.each<[string, RuleSettingChange, string, string]>([
    ['R1a', { weight: 21 }, 'R1a.weight', '0 to 20'],
    ['R1a', { weight: -1 }, 'R1a.weight', '0 to 20'],
    ['R1a', { weight: 1.5 }, 'R1a.weight', 'whole number'],
    ['R6b', { parameters: { gap: 0 } }, 'R6b.gap', 'seconds) is a whole number from 1 to 86400'],
    ['R6b', { parameters: { gap: '5' as unknown as number } }, 'R6b.gap', 'Given: "5"'],
    ['R6b', { parameters: { nil: 1 } }, 'R6b.nil', 'it has gap'],
    ['R6b', { parameters: JSON.parse('{"__proto__": 7}') as Record<string, number> }, 'R6b.__proto__', 'gap'],
    ['R9', { weight: 1 }, 'R9', 'There is no rule "R9"'],
    ['__proto__', {}, '__proto__', 'There is no rule'],
  ])('of %s to %j is refused by the name of what is wrong', (code, to, field, words) => {
    const { context, message } = refusalOf(() => change(code, to));
    expect(context.field).toBe(field);
    expect(message).toContain(words);
  });

  it('tells no card number that was given', () => {
    const { message } = refusalOf(() => change('R1a', { parameters: { max: 999_999_000_000_006 } }));
    expect(message).toContain('Given: "');
    expect(message).not.toContain('999999000000006');
  });

  it('stays inside the bounds, and is what sets the two sets apart', () => {
    const changes = fc.constantFrom(...RULES).chain((rule) =>
      fc.record({
        code: fc.constant(rule.code),
        enabled: fc.boolean(),
        weight: fc.integer({ min: 0, max: 20 }),
        parameters: fc.record(
          Object.fromEntries(
            Object.entries(rule.parameters).map(([name, { min, max }]) => [name, fc.integer({ min, max })]),
          ),
          { requiredKeys: [] },
        ),
      }),
    );
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 8 }), (list) => {
        const asked = new Map(list.map(({ code, ...to }) => [code, to as RuleSettingChange]));
        const after = changeSettings(DEFAULTS, asked, RULES);
        expect(resolveSettings(after, RULES).every(({ standing }) => standing === 'as_set')).toBe(true);
        for (const { rule, field, parameter, before, after: now } of compareSettings(DEFAULTS, after)) {
          const to = asked.get(rule);
          const given = field === 'parameter' ? to?.parameters?.[parameter ?? ''] : to?.[field as 'weight'];
          expect(given).toBe(now);
          expect(now).not.toBe(before);
        }
        expect(compareSettings(after, after)).toEqual([]);
      }),
    );
  });
});

describe('a set of another build', () => {
  it('lets a rule that it does not know inform only, and a draft of it take the rule as coded', () => {
    const old = without('X10');
    const [resolved] = resolveSettings(old, RULES).filter(({ rule }) => rule.code === 'X10');
    expect(resolved).toMatchObject({ standing: 'unreviewed', enabled: true, weight: 0 });
    expect(settingsForDraft(old, RULES)['X10']).toEqual(DEFAULTS['X10']);
    expect(compareSettings(old, DEFAULTS)).toContainEqual({
      rule: 'X10',
      field: 'version',
      parameter: null,
      before: null,
      after: 1,
    });
  });

  it('keeps weight and parameters where a rule has a later version, and says so', () => {
    const set = change('R6b', { weight: 7, parameters: { gap: 90 } });
    const later = RULES.map((rule) => (rule.code === 'R6b' ? { ...rule, version: rule.version + 1 } : rule));
    const [resolved] = resolveSettings(set, later).filter(({ rule }) => rule.code === 'R6b');
    expect(resolved).toMatchObject({ standing: 'rule_changed', weight: 7, parameters: { gap: 90 } });
    expect(settingsForDraft(set, later)['R6b']).toMatchObject({
      version: 2,
      weight: 7,
      parameters: { gap: 90 },
    });
  });

  it('takes the nearest bound where bounds have moved, and the default of what is new', () => {
    const gap = { ...ruleOf('R6b').parameters['gap']!, max: 300, default: 200 };
    const fresh = { ...gap, default: 17 };
    const other = RULES.map((rule) => (rule.code === 'R6b' ? { ...rule, parameters: { gap, fresh } } : rule));
    const [resolved] = resolveSettings(DEFAULTS, other).filter(({ rule }) => rule.code === 'R6b');
    expect(resolved).toMatchObject({ standing: 'rule_changed', parameters: { gap: 300, fresh: 17 } });
  });

  it('leaves aside a rule that is no more, and a draft drops it', () => {
    const fewer = RULES.filter(({ code }) => code !== 'R3');
    expect(resolveSettings(DEFAULTS, fewer).some(({ rule }) => rule.code === 'R3')).toBe(false);
    expect(Object.keys(settingsForDraft(DEFAULTS, fewer))).not.toContain('R3');
    expect(compareSettings(DEFAULTS, settingsForDraft(DEFAULTS, fewer))).toContainEqual({
      rule: 'R3',
      field: 'version',
      parameter: null,
      before: 1,
      after: null,
    });
  });
});
