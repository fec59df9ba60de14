import { RULES, type ParameterOverrides, type Rule } from './rules';
import type { ScannedRule } from './scan.entity';

/** The rules that a scan was asked to run, in their order, weighing what its set says. */
export function rulesToRun(scanned: readonly ScannedRule[]): {
  readonly rules: readonly Rule[];
  readonly parameters: ParameterOverrides;
} {
  const settings = new Map(scanned.map((one) => [one.code, one]));
  return {
    // One that is no more in this build cannot run.
    rules: RULES.flatMap((rule) => {
      const setting = settings.get(rule.code);
      return setting ? [{ ...rule, weight: setting.weight ?? rule.weight }] : [];
    }),
    parameters: Object.fromEntries(scanned.map(({ code, parameters }) => [code, parameters])),
  };
}
