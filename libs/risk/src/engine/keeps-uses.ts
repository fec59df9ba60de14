import type { ScanSetup } from './scan-setup';
import type { Rule } from '../rules';
import { resolveParameters } from '../rules';
import { usesKeepersOf } from './card-register';

/** Whether the rule, set up so, may want uses of cards that the stream keeps. */
export const keepsUses = (rule: Rule, { parameters = {}, facts, zone }: ScanSetup): boolean =>
  usesKeepersOf(rule.start(resolveParameters(rule, parameters), facts, zone)).length > 0;
