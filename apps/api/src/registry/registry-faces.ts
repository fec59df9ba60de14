import { hasRole, isAllowed, isMerchantUser, type Actor } from '@thaw/kernel';
import {
  MEASURE_LEVEL_WORDS,
  MEASURE_SCOPE_NAMES,
  measureFace,
  readTimeOfDay,
  timeOfDayText,
  type Measure,
  type MerchantEvent,
  type MerchantView,
  type TerminalEvent,
  type TerminalView,
  type TradingHours,
} from '@thaw/registry';
import type { HoursBody } from './registry.dto';
import type {
  MeasureItem,
  MerchantChangeItem,
  MerchantItem,
  TerminalChangeItem,
  TerminalItem,
} from './registry-views.dto';

export const hoursOf = (hours: HoursBody | undefined): TradingHours | null =>
  hours ? { from: readTimeOfDay(hours.from) ?? -1, to: readTimeOfDay(hours.to) ?? -1 } : null;

/** How they are ranked is not for merchants to read. */
export const merchantItem = (actor: Actor, { tier, hours, ...shown }: MerchantView): MerchantItem => ({
  ...shown,
  hours: hours && { from: timeOfDayText(hours.from), to: timeOfDayText(hours.to) },
  ...(!hasRole(actor, 'merchant') && { tier }),
});

export const merchantChangeItem = ({ at, actor, before, after }: MerchantEvent): MerchantChangeItem => ({
  at,
  changedBy: actor,
  before,
  after,
});

/** Rules measure by the expected ticket and the site, so that merchants do not read them. */
export function terminalItem(actor: Actor, terminal: TerminalView): TerminalItem {
  const { expectedTicketFen, site, installedAt, ...shown } = terminal;
  return {
    ...shown,
    merchant: merchantItem(actor, terminal.merchant),
    ...(!hasRole(actor, 'merchant') && { desk: { expectedTicketFen, site, installedAt } }),
  };
}

export const terminalChangeItem = ({ at, actor, before, after }: TerminalEvent): TerminalChangeItem => ({
  at,
  changedBy: actor,
  before,
  after,
});

/**
 * What this actor may read of measures: who works on cases also what is behind them. Merchants read their face, and so
 * do admins and machine clients: what a case is about is not theirs to see.
 */
export function measureItems(actor: Actor, measures: readonly Measure[]): MeasureItem[] {
  const worksOnCases = isAllowed(actor, 'case.read') && !isMerchantUser(actor);
  return measures.flatMap((measure): MeasureItem[] => {
    const face = measureFace(measure);
    if (!worksOnCases) return face ? [face] : [];
    const { id, caseId, level, scope, heldGround } = measure;
    const { limitSingleFen, limitDailyFen, heldAmountFen, releaseAt, beganAt, expiresAt } = measure;
    return [
      {
        title: MEASURE_LEVEL_WORDS[level].name,
        scope: MEASURE_SCOPE_NAMES[scope],
        limitSingleFen,
        limitDailyFen,
        heldAmountFen,
        heldGround: face?.heldGround ?? null,
        releaseAt,
        beganAt,
        expiresAt,
        desk: { id, caseId, level, scope, heldGround },
      },
    ];
  });
}
