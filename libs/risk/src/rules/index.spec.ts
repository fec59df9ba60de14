import { X_AIM_NAMES } from '../../../../test/support/history-aims-x';
import { generateHistory, HISTORY_CURRENCY, type Aim } from '../../../../test/support/history-generator';
import { scan } from '../engine';
import { factsOf, RULES } from './index';

const texts = (text: { zh: string; en: string }): string[] => [text.zh, text.en];
/** Rules that need more than rows are seen to speak on histories of their own. */
const aimOf = (code: string): Aim => {
  if (code.startsWith('R7')) return 'slips';
  return code.startsWith('X') ? (X_AIM_NAMES[Number(code.slice(1)) - 1] ?? 'mixed') : 'mixed';
};
const CHINESE = /[\u4e00-\u9fff]/;

describe('the list of rules', () => {
  it('has unique codes and names', () => {
    expect(new Set(RULES.map((rule) => rule.code)).size).toBe(RULES.length);
    expect(new Set(RULES.map((rule) => rule.name)).size).toBe(RULES.length);
  });

  it('weighs every rule but the informational one, and none so much that it decides alone', () => {
    expect(RULES.filter((rule) => rule.weight === 0).map((rule) => rule.code)).toEqual(['R3']);
    for (const { code, weight } of RULES) {
      expect({ code, isFair: Number.isInteger(weight) && weight >= 0 && weight <= 20 }).toEqual({
        code,
        isFair: true,
      });
    }
    // All that is only statistics stays below one rule that looks at what was done.
    expect(RULES.find(({ code }) => code === 'X10')?.weight).toBeLessThanOrEqual(3);
  });

  it('needs only facts that there are', () => {
    const known = Object.keys(factsOf('standard'));
    for (const { needs = [] } of RULES) expect(known).toEqual(expect.arrayContaining([...needs]));
  });
});

describe.each(RULES.map((rule) => ({ code: rule.code, rule })))('$code', ({ rule }) => {
  const labels = Object.values(rule.parameters).map((spec) => spec.label);

  it('speaks both languages', () => {
    for (const text of [rule.title, rule.merchantExplanation, ...labels]) {
      expect(text.zh).toMatch(CHINESE);
      expect(text.en).toMatch(/^[A-Z]/);
      expect(text.en).not.toMatch(CHINESE);
    }
  });

  it('tells a merchant no number', () => {
    for (const text of texts(rule.merchantExplanation)) expect(text).not.toMatch(/\p{Nd}|[%％]/u);
  });

  it('has whole defaults within whole bounds', () => {
    expect(Object.keys(rule.parameters).length).toBeGreaterThan(0);
    for (const { default: value, min, max } of Object.values(rule.parameters)) {
      expect([value, min, max].every(Number.isSafeInteger)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
    }
  });

  it('looks back as far as the widest window that its parameters allow', () => {
    const widest = rule.parameters['days']?.max;
    if (widest !== undefined) expect(rule.lookBackDays).toBeGreaterThanOrEqual(widest - 1);
    expect(rule.lookBackDays === null || rule.lookBackDays >= 0).toBe(true);
  });

  it('explains every finding with its measured value, in both languages', () => {
    let explained = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { facts, zone, rows, parameters } = generateHistory(seed, aimOf(rule.code));
      const setup = { rules: [rule], facts, zone, parameters, currency: HISTORY_CURRENCY };
      for (const finding of scan(setup, rows).findings) {
        const explanation = rule.explain(finding, finding.parameters);
        for (const text of texts(explanation)) {
          expect(text.replaceAll(/[,.]/g, '')).toContain(String(finding.measured));
          expect(text).toMatch(/\d{4}-\d{2}/);
          expect(text).not.toMatch(/undefined|NaN|null/);
        }
        expect(explanation.zh).toMatch(CHINESE);
        explained += 1;
      }
    }
    expect(explained).toBeGreaterThan(0);
  });
});
