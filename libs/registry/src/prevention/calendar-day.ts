/** A day of the desk's calendar as YYYY-MM-DD, in the years 2000 to 2099: such days compare as their texts do. */
export type CalendarDay = string;

const DAY_MS = 86_400_000;
const FORM = /^(20\d{2})([-/.]?)(\d{1,2})\2(\d{1,2})$/;

/** Reads `2026-11-23`, `2026/11/23`, `2026.11.3` or `20261123`; null where it is none of these, or a day that no month has. */
export function readDay(text: string): CalendarDay | null {
  const [, year, separator, month, day] = FORM.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  // Without separators only eight digits are read one way.
  if (separator === '' && month.length + day.length !== 4) return null;
  const read = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const real = new Date(`${read}T00:00:00Z`);
  return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(read) ? read : null;
}

export const addDays = (day: CalendarDay, days: number): CalendarDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** How many days `to` lies after `from`; negative where it lies before. */
export const daysBetween = (from: CalendarDay, to: CalendarDay): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS;
