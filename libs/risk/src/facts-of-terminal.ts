import { defaultHours, type TerminalView } from '@thaw/registry';
import { factsOf, type TerminalFacts } from './rules';

/** As they stand when the scan is asked for: a merchant's own hours, else those usual for its trade. */
export const factsOfTerminal = ({ feeProfile, merchant }: TerminalView): TerminalFacts => ({
  ...factsOf(feeProfile),
  hours: merchant.hours ?? defaultHours(merchant.mcc),
});
