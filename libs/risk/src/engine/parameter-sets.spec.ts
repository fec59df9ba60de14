import { isDomainError } from '@thaw/kernel';
import { RULES } from '../rules';
import { readSets, SETS_MAX } from './parameter-sets';

const read = (value: unknown) => readSets(JSON.stringify(value), RULES);

function refusalOf(text: string): { zh: string; en: string } {
  try {
    readSets(text, RULES);
  } catch (error) {
    if (isDomainError(error, 'INVALID_REQUEST')) return error.context.detail as { zh: string; en: string };
    throw error;
  }
  throw new Error('not refused');
}

describe('readSets', () => {
  it('gives every rule, with what differs', () => {
    const rule = { code: 'R1a', weight: 3, enabled: false, parameters: { max: 300 } };
    const [now, strict] = read([{ name: 'now' }, { name: 'strict', rules: [rule] }]);
    expect(now?.rules.map(({ rule: { code } }) => code)).toEqual(RULES.map(({ code }) => code));
    expect(now?.rules[0]).toMatchObject({ enabled: true, weight: 15, parameters: { max: 5_000_000 } });
    expect(strict?.rules[0]).toMatchObject({ enabled: false, weight: 3, parameters: { max: 300 } });
    expect(strict?.rules.slice(1)).toEqual(now?.rules.slice(1));
  });

  it.each([
    ['[', 'not JSON'],
    ['{}', 'a JSON array of 1 to 50 sets'],
    ['[]', 'a JSON array of 1 to 50 sets'],
    [JSON.stringify(Array.from({ length: SETS_MAX + 1 }, (_, i) => ({ name: `s${i}` }))), '1 to 50 sets'],
    ['[3]', 'sets[0] is to be an object'],
    ['[{"name": " "}]', 'sets[0].name is a name'],
    ['[{"name": "a", "rule": []}]', 'there is no sets[0].rule; there are name, rules'],
    ['[{"name": "a", "rules": {}}]', 'sets[0].rules is to be an array'],
    ['[{"name": "a", "rules": [{"parameters": {}}]}]', 'sets[0].rules[0].code is to be the code of a rule'],
    ['[{"name": "a", "rules": [{"code": "R1a", "weight": "3"}]}]', 'sets[0].rules[0].weight'],
    ['[{"name": "a", "rules": [{"code": "R1a", "enabled": 1}]}]', 'true or false'],
    ['[{"name": "a", "rules": [{"code": "R99"}]}]', 'Set "a": There is no rule "R99"'],
    ['[{"name": "a", "rules": [{"code": "R1a", "weight": 21}]}]', 'a whole number from 0 to 20'],
    ['[{"name": "a", "rules": [{"code": "R1a", "parameters": {"maxi": 1}}]}]', 'no parameter "maxi"'],
    [
      '[{"name": "a", "rules": [{"code": "R1a", "parameters": {"max": "5"}}]}]',
      'R1a.max (Largest amount that does not fire; fen (minor units)) is a whole number from 100 to',
    ],
    ['[{"name": "a", "rules": [{"code": "R1a"}, {"code": "R1a"}]}]', 'rule R1a is given twice'],
    ['[{"name": "a"}, {"name": "a"}]', 'two sets are called "a"'],
  ])('refuses %s in both languages', (text, part) => {
    const { zh, en } = refusalOf(text);
    expect(en).toContain(part);
    expect(zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it('repeats no card number', () => {
    const text =
      '[{"name": "4111111111111111", "rules": [{"code": "R1a", "parameters": {"max": 4111111111111111}}]}]';
    expect(refusalOf(text).en).not.toContain('4111111111111111');
  });
});
