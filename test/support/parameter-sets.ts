import type { SetRule } from '@thaw/risk/engine';
import { RULES, resolveParameters, type ParameterOverrides, type ParameterSpec } from '@thaw/risk/rules';
import { Dice } from './history-rows';

/**
 * Parameter sets as someone tries them out: all begin with the same parameters, and each moves some of them a little or
 * far, at times onto the same value as another.
 */
export function generateSets(seed: number, base: ParameterOverrides, sets: number): SetRule[][] {
  const dice = new Dice(seed);
  return Array.from({ length: sets }, () => {
    const share = dice.pick([5, 30, 100]);
    return RULES.map((rule): SetRule => {
      const parameters = { ...resolveParameters(rule, base) };
      for (const [name, spec] of Object.entries(rule.parameters)) {
        if (dice.chance(share)) parameters[name] = moved(parameters[name] as number, spec, dice);
      }
      return { rule, enabled: dice.chance(95), weight: dice.whole(0, 20), parameters };
    });
  });
}

export function moved(value: number, { min, max }: ParameterSpec, dice: Dice): number {
  const to = dice.pick([value - 1, value + 1, Math.floor(value / 2), value * 2, min, min + 1, 3 * min]);
  return Math.min(max, Math.max(min, to));
}
