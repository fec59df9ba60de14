import { defaultHours, type TerminalView } from '@thaw/registry';
import { factsOf, type TerminalFacts } from '../rules';

/** What the registry knows: a merchant's own hours, else those usual for its trade; the rest is unknown. */
export const factsOfTerminal = (terminal: TerminalView): TerminalFacts => ({
  ...factsOf(terminal.feeProfile),
  hours: terminal.merchant.hours ?? defaultHours(terminal.merchant.mcc),
  installedAt: terminal.installedAt?.getTime() ?? null,
  expectedTicketFen: terminal.expectedTicketFen,
  site: terminal.site,
});
