import { generateHistory, HISTORY_CURRENCY } from '../../../../test/support/history-generator';
import { scan } from '../engine';
import { RULES } from './index';

const texts = (text: { zh: string; en: string }): string[] => [text.zh, text.en];
const CHINESE = /[\u4e00-\u9fff]/;

describe('the list of rules', () => {
  it('has unique codes and names', () => {
    expect(new Set(RULES.map((rule) => rule.code)).size).toBe(RULES.length);
    expect(new Set(RULES.map((rule) => rule.name)).size).toBe(RULES.length);
  });

  it('weighs every rule but the informational one, together at most a full score', () => {
    expect(RULES.filter((rule) => rule.weight === 0).map((rule) => rule.code)).toEqual(['R3']);
    expect(RULES.reduce((sum, rule) => sum + rule.weight, 0)).toBeLessThanOrEqual(100);
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
    if (widest !== undefined) expect(rule.lookBackDays).toBe(widest - 1);
    expect(rule.lookBackDays === null || rule.lookBackDays >= 0).toBe(true);
  });

  it('explains every finding with its measured value, in both languages', () => {
    let explained = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const { facts, zone, rows, parameters } = generateHistory(seed, 'mixed');
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
