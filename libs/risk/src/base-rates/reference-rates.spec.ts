import { RULES, resolveParameters } from '../rules';
import { FEE_PROFILES, REFERENCE_POPULATION, isMeasurable, measureReference } from '../simulator';
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
  it('are those of every rule that can be measured, with its version and defaults, on every fee profile', () => {
    const wanted = FEE_PROFILES.flatMap((feeProfile) =>
      RULES.filter(isMeasurable).map((rule) => ({
        rule: rule.code,
        version: rule.version,
        parameters: resolveParameters(rule, {}),
        feeProfile,
        shops: REFERENCE_POPULATION.shops,
      })),
    );
    const kept = rates.map(({ shopsFired: _fired, findings: _findings, ...rate }) => rate);
    expect({ renewWith: RENEW, rates: kept }).toEqual({ renewWith: RENEW, rates: wanted });
  });

  it('are what the code measures today, as a sample shows', () => {
    const sample = readRateLines(SAMPLE_RATES);
    expect({ renewWith: RENEW, sample }).toEqual({ renewWith: RENEW, sample: measured(sample[0]!.shops) });
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
  expect(RULES.filter((rule) => !isMeasurable(rule)).map(({ code }) => code)).toEqual(['X8', 'X11', 'X12']);
});
