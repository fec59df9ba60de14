import { WEEKDAYS, type CalendarDefinition } from './calendar-definition';
import { CalendarError, type HoursText } from './hours';

type Shape = Readonly<Record<string, unknown>>;

const DATES_MOST = 5_000;
const HOURS_MOST = 12;

/**
 * What a stranger sends as a calendar, held to its shape; what its times and dates say is `readCalendar`'s to judge.
 * @throws CalendarError that names the place.
 */
export function calendarShape(value: unknown): Omit<CalendarDefinition, 'zone'> & { readonly zone?: string } {
  const calendar = members(value, 'calendar', [
    'zone',
    'weekly',
    'dates',
    'breaks',
    'closed',
    'followsHolidays',
    'makeupHours',
  ]);
  const { zone, weekly, dates, breaks, closed, followsHolidays, makeupHours } = calendar;
  if (zone !== undefined && typeof zone !== 'string') throw new CalendarError('zone', 'not a name');
  if (typeof followsHolidays !== 'boolean')
    throw new CalendarError('followsHolidays', 'say true or false: whether days off are closed');
  members(weekly, 'weekly', WEEKDAYS);
  return {
    ...(zone === undefined ? {} : { zone }),
    weekly: hoursByKey(weekly, 'weekly'),
    ...(dates === undefined ? {} : { dates: hoursByKey(dates, 'dates') }),
    ...(breaks === undefined ? {} : { breaks: hoursByKey(breaks, 'breaks') }),
    ...(closed === undefined ? {} : { closed: texts(closed, 'closed', DATES_MOST) }),
    followsHolidays,
    ...(makeupHours === undefined ? {} : { makeupHours: hours(makeupHours, 'makeupHours') }),
  };
}

function members(value: unknown, place: string, known?: readonly string[]): Shape {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CalendarError(place, 'not an object');
  const strange = Object.keys(value).find((name) => known && !known.includes(name));
  if (strange !== undefined)
    throw new CalendarError(`${place}.${strange.slice(0, 40)}`, 'there is no such member');
  return value as Shape;
}

function hoursByKey(value: unknown, place: string): Record<string, readonly HoursText[]> {
  const entries = Object.entries(members(value, place));
  if (entries.length > DATES_MOST) throw new CalendarError(place, `more than ${DATES_MOST} dates`);
  return Object.fromEntries(entries.map(([key, list]) => [key, hours(list, `${place}.${key.slice(0, 40)}`)]));
}

function hours(value: unknown, place: string): readonly HoursText[] {
  if (!Array.isArray(value))
    throw new CalendarError(place, 'not a list of hours such as [["09:00", "18:00"]]');
  if (value.length > HOURS_MOST) throw new CalendarError(place, `more than ${HOURS_MOST} hours in a day`);
  return value.map((pair, i): HoursText => {
    const [open, close, more] = texts(pair, `${place}[${i}]`, 2);
    if (open === undefined || close === undefined || more !== undefined)
      throw new CalendarError(`${place}[${i}]`, 'not an opening and a closing time');
    return [open, close];
  });
}

function texts(value: unknown, place: string, most: number): readonly string[] {
  if (!Array.isArray(value) || value.length > most || !value.every((text) => typeof text === 'string'))
    throw new CalendarError(place, `not a list of at most ${most} texts`);
  return value;
}
