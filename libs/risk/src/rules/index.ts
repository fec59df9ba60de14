/** The risk rules: pure folds over one terminal's records, one file each, and the list that names them. */
import { amountHistory } from './amount-history.rule';
import { benford } from './benford.rule';
import { cardCheckFailed } from './card-check-failed.rule';
import { cardDayRepeat } from './card-day-repeat.rule';
import { cardMonthRun } from './card-month-run.rule';
import { cardQuickRepeat } from './card-quick-repeat.rule';
import { cardTerminalRepeat } from './card-terminal-repeat.rule';
import { chargebackRatio } from './chargeback-ratio.rule';
import { creditDebitMix } from './credit-debit-mix.rule';
import { dailyVolume } from './daily-volume.rule';
import { declineBurst } from './decline-burst.rule';
import { dormantBurst } from './dormant-burst.rule';
import { firstLarge } from './first-large.rule';
import { fractionalAmount } from './fractional-amount.rule';
import { manyCards } from './many-cards.rule';
import { nearThreshold } from './near-threshold.rule';
import { offHours } from './off-hours.rule';
import { refundRatio } from './refund-ratio.rule';
import { relocation } from './relocation.rule';
import { roundAmount } from './round-amount.rule';
import type { Rule } from './rule';
import { sharedCard } from './shared-card.rule';
import { similarAmounts } from './similar-amounts.rule';
import { singleAmount } from './single-amount.rule';
import { slipMissing } from './slip-missing.rule';

export { metresBetween } from './metres-between';
export { RELOCATION_RADIUS_METRES } from './relocation.rule';
export * from './rule';
export * from './rule-parameters';
export * from './rule-settings';
export * from './score';
export * from './silent-rules';
export * from './slip-retention';

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
  slipMissing,
  cardCheckFailed,
  offHours,
  nearThreshold,
  dormantBurst,
  amountHistory,
  similarAmounts,
  manyCards,
  declineBurst,
  refundRatio,
  relocation,
  firstLarge,
  benford,
  sharedCard,
  chargebackRatio,
];
