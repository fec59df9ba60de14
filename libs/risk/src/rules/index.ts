/** The risk rules: pure folds over one terminal's purchases, one file each, and the list that names them. */
import { cardDayRepeat } from './card-day-repeat.rule';
import { cardMonthRun } from './card-month-run.rule';
import { cardQuickRepeat } from './card-quick-repeat.rule';
import { cardTerminalRepeat } from './card-terminal-repeat.rule';
import { creditDebitMix } from './credit-debit-mix.rule';
import { dailyVolume } from './daily-volume.rule';
import { fractionalAmount } from './fractional-amount.rule';
import { offHours } from './off-hours.rule';
import { roundAmount } from './round-amount.rule';
import type { Rule } from './rule';
import { singleAmount } from './single-amount.rule';

export { CardRuns, type SavedRun } from './card-runs';
export * from './rule';
export * from './rule-parameters';
export * from './score';

/** Every rule, in the order in which findings are listed. */
export const RULES: readonly Rule[] = [
  singleAmount,
  dailyVolume,
  roundAmount,
  fractionalAmount,
  creditDebitMix,
  cardMonthRun,
  cardDayRepeat,
  cardQuickRepeat,
  cardTerminalRepeat,
  offHours,
];
