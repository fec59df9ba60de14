import type { OtherCasesFacts } from './facts';

/** So many freezes of one terminal are no accident, whatever became of each. */
const FREEZES = 3;
/** One may be one terminal's; two say something of the merchant. */
const FOUNDED_OF_MERCHANT = 2;

/**
 * Whether what was frozen before puts a case a step of priority higher: a freeze of the terminal that was right or came
 * again, freezes of it again and again, or a merchant of whom one was upheld or several were right. Freezes without
 * ground, once or twice, say nothing against anybody.
 */
export function weighsInTriage(otherCases: OtherCasesFacts['otherCases']): boolean {
  if (otherCases === null) return false;
  const { terminal, merchant } = otherCases;
  return (
    terminal.founded > 0 ||
    terminal.anew > 0 ||
    // This one is a freeze too.
    terminal.cases + 1 >= FREEZES ||
    merchant.upheld > 0 ||
    merchant.founded >= FOUNDED_OF_MERCHANT
  );
}
