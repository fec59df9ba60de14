const DAY_MS = 86_400_000;

/** Months for which a merchant keeps slips, unless a rule set says otherwise. */
export const SLIPS_KEPT_MONTHS = 6;

/**
 * The last local day on which a merchant has to hold the slip of a sale of this day: so many calendar months later, by
 * the day's number; where that month has no such day, its last (31 August and six months: the last day of February).
 * @param day days since 1970-01-01, as {@link Zone.dayOf} counts them.
 */
export function lastDayKept(day: number, months: number): number {
  const sold = new Date(day * DAY_MS);
  const [year, month] = [sold.getUTCFullYear(), sold.getUTCMonth() + months];
  const sameDay = Date.UTC(year, month, sold.getUTCDate());
  const lastOfMonth = Date.UTC(year, month + 1, 0);
  return Math.min(sameDay, lastOfMonth) / DAY_MS;
}
