import { readDate } from './calendar-definition';
import { isWeekend, type HolidayYear } from './holidays';
import { CalendarError } from './hours';

/**
 * Whether an arrangement can be one of its year.
 * @throws CalendarError that names the place: a date that does not exist, lies in another year or is said twice; a makeup
 *   day that is a weekday, which is worked anyway; a year without a day off.
 */
export function checkYear({ year, off, makeup }: HolidayYear): void {
  if (off.length === 0) throw new CalendarError('off', 'a year has days off');
  const seen = new Set<string>();
  for (const [kind, dates] of [
    ['off', off],
    ['makeup', makeup],
  ] as const) {
    dates.forEach((date, i) => {
      const place = `${kind}[${i}]`;
      const day = readDate(date, place);
      if (!date.startsWith(`${year}-`)) throw new CalendarError(place, `${date} is not a day of ${year}`);
      if (seen.has(date)) throw new CalendarError(place, `${date} is said twice`);
      seen.add(date);
      if (kind === 'makeup' && !isWeekend(day))
        throw new CalendarError(place, `${date} is a weekday, worked anyway`);
    });
  }
}
