import { RULES, type Rule } from './rules';
import { rulesToRun } from './rules-to-run';

const scanned = (code: string, weight?: number) => ({
  code,
  version: 1,
  parameters: { some: 1 },
  ...(weight === undefined ? {} : { weight }),
});
const weights = (rules: readonly Rule[]): [string, number][] =>
  rules.map(({ code, weight }) => [code, weight]);

describe('rulesToRun', () => {
  it('gives the rules that were asked for in their order, weighing what the set says', () => {
    const { rules, parameters } = rulesToRun([scanned('R2', 3), scanned('R1a', 0)]);
    expect(weights(rules)).toEqual([
      ['R1a', 0],
      ['R2', 3],
    ]);
    expect(parameters).toEqual({ R1a: { some: 1 }, R2: { some: 1 } });
    expect(RULES.find(({ code }) => code === 'R2')?.weight).toBe(12);
  });

  it('lets a rule of a scan from before there were sets weigh what it is coded with', () =>
    expect(weights(rulesToRun([scanned('R1a')]).rules)).toEqual([['R1a', 15]]));

  it('runs no rule that this build has no more', () => {
    expect(rulesToRun([scanned('R98', 5)]).rules).toEqual([]);
  });
});
