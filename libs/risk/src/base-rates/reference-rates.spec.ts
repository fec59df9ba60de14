import { FEE_PROFILES } from '@thaw/kernel';
import { RULES, resolveParameters } from '../rules';
import { REFERENCE_POPULATION, isMeasurable, measureReference } from '../simulator';
import { rateLines, readRateLines } from './rate-lines';
import { REFERENCE_RATES, SAMPLE_RATES } from './reference-rates';

const RENEW = 'npm run base-rates';
const rates = readRateLines(REFERENCE_RATES);

function measured(shops: number) {
  const rules = RULES.filter(isMeasurable).map((rule) => ({ rule, parameters: resolveParameters(rule, {}) }));
  const steps = measureReference(rules, shops);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

describe('the built-in base rates', () => {
  it('are of rules as they are, with their defaults, on every fee profile', () => {
    const rules = RULES.filter(isMeasurable).filter(({ code }) => rates.some(({ rule }) => rule === code));
    const wanted = FEE_PROFILES.flatMap((feeProfile) =>
      rules.map((rule) => ({
        rule: rule.code,
        version: rule.version,
        parameters: resolveParameters(rule, {}),
        feeProfile,
        shops: REFERENCE_POPULATION.shops,
      })),
    );
    const kept = rates.map(({ shopsFired: _fired, findings: _findings, ...rate }) => rate);
    expect({ renewWith: RENEW, rates: kept }).toEqual({ renewWith: RENEW, rates: wanted });
    // A rule that is newer than the file is measured by the desk itself, until somebody renews the file.
    expect(rules.length).toBeGreaterThan(15);
  });

  it('leave little weight to what fires on nearly every ordinary shop of its kind', () => {
    const everywhere = rates.filter(({ shops, shopsFired }) => shopsFired >= 0.9 * shops);
    const codes = new Set(everywhere.map(({ rule }) => rule));
    expect([...codes].sort()).toEqual(['R3', 'R5', 'X10']);
    for (const { code, weight } of RULES) if (codes.has(code)) expect(weight).toBeLessThanOrEqual(3);
  });

  it('are what the code measures today, as a sample shows', () => {
    const sample = readRateLines(SAMPLE_RATES);
    const now = measured(sample[0]!.shops).filter(({ rule }) => rates.some((rate) => rate.rule === rule));
    expect({ renewWith: RENEW, sample }).toEqual({ renewWith: RENEW, sample: now });
  });

  it('are read as they were written', () => expect(`\n${rateLines(rates)}`).toBe(REFERENCE_RATES));

  it('say what is known of the rules: those on low rates are silent on others, a fen part is everywhere', () => {
    const of = (rule: string, profile: string) =>
      rates.find((rate) => rate.rule === rule && rate.feeProfile === profile)!;
    for (const rule of ['R1a', 'R5', 'R6a', 'R6b']) expect(of(rule, 'standard').shopsFired).toBe(0);
    expect(of('R5', 'low_rate').shopsFired).toBeGreaterThan(0);
    expect(of('R3', 'standard').shopsFired).toBe(REFERENCE_POPULATION.shops);
    for (const { shops, shopsFired, findings } of rates) {
      expect(shopsFired).toBeLessThanOrEqual(shops);
      expect(findings).toBeGreaterThanOrEqual(shopsFired);
    }
  });
});

it('cannot measure rules whose facts nobody simulates', () => {
  expect(RULES.filter((rule) => !isMeasurable(rule)).map(({ code }) => code)).toEqual([
    'R7a',
    'R7b',
    'X8',
    'X11',
    'X12',
  ]);
});
