import type { Config } from '@thaw/platform';

/** What cases hold, by how long it is kept. The rest of the schedule is the sweeps': see docs/operations.md. */
export const RETENTION_CLASSES = ['case_records', 'slips'] as const;
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

export type RetentionYears = Readonly<Record<RetentionClass, number>>;

/** Whole years from the closing of the case on, as the desk is set. */
export const yearsOf = ({ retention }: Pick<Config, 'retention'>): RetentionYears => ({
  case_records: retention.caseYears,
  slips: retention.slipYears,
});

/** Whatever was closed before this has been kept for so many years. */
export const closedBefore = (now: Date, years: number): Date => yearsOn(now, -years);

/** When the time of what was closed at this instant is over. */
export const keptUntil = (closedAt: Date, years: number): Date => yearsOn(closedAt, years);

/** The 29th of February is the 28th in a year that has none, as PostgreSQL reckons too. */
function yearsOn(from: Date, years: number): Date {
  const to = new Date(from);
  to.setUTCFullYear(from.getUTCFullYear() + years);
  if (to.getUTCMonth() !== from.getUTCMonth()) to.setUTCDate(0);
  return to;
}
