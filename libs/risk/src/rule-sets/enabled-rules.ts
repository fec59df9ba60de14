import { RULES, resolveSettings } from '../rules';
import type { ScannedRule } from '../scan.entity';
import type { RuleSet } from './rule-set.entity';

/** What the set says of this build's rules; those that are not enabled do not run. */
export const enabledRules = ({
  rules,
}: Pick<RuleSet, 'rules'>): readonly (ScannedRule & { readonly weight: number })[] =>
  resolveSettings(rules, RULES)
    .filter(({ enabled }) => enabled)
    .map(({ rule: { code, version }, weight, parameters }) => ({ code, version, weight, parameters }));
