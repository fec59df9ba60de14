import type { TradingHours } from './trading-hours';

const at = (hour: number, minute = 0): number => hour * 3600 + minute * 60;
const LAST_SECOND = at(24) - 1;
const ALL_DAY: TradingHours = { from: 0, to: LAST_SECOND };

/**
 * Usual hours of trades that are not a shop's 09:00–20:30, by MCC: design decisions of this project, wide rather than
 * narrow, since a usual sale that is called unusual costs a merchant more than an unusual one seen by another rule.
 */
const BY_MCC: Readonly<Record<string, TradingHours>> = {
  '4121': ALL_DAY, // taxis
  '5499': { from: at(6), to: LAST_SECOND }, // convenience stores
  '5541': ALL_DAY, // fuel, staffed
  '5542': ALL_DAY, // fuel, at the pump
  '5812': { from: at(7), to: at(23) }, // restaurants: from breakfast to the last guest's bill
  '5813': { from: at(16), to: at(3) }, // bars: past midnight
  '5814': { from: at(6), to: LAST_SECOND }, // fast food
  '7011': ALL_DAY, // hotels
  '8062': ALL_DAY, // hospitals
};

/** The hours of a merchant who has told none; null: those of the rule itself. */
export const defaultHours = (mcc: string): TradingHours | null =>
  Object.hasOwn(BY_MCC, mcc) ? (BY_MCC[mcc] ?? null) : null;
