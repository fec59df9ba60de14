import { Zone } from '@thaw/kernel';
import { CalendarError, readHours, type HoursText, type Stretch } from './hours';
import { dayNumber } from './holidays';

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When somebody works: what a calendar says of itself, without the holidays of the country, which change by the year. */
export interface CalendarDefinition {
  /** IANA name; hours and dates are read in it. */
  readonly zone: string;
  /** Hours by weekday; one that is not named is closed. */
  readonly weekly: { readonly [day in Weekday]?: readonly HoursText[] };
  /** Hours of single dates: they replace those of the weekday, a holiday and a makeup day. None is closed. */
  readonly dates?: { readonly [date: string]: readonly HoursText[] };
  /** Taken out of the hours of a date: an outage, a meeting. */
  readonly breaks?: { readonly [date: string]: readonly HoursText[] };
  /** Closed all day, of this calendar alone. */
  readonly closed?: readonly string[];
  /** Whether days off are closed and makeup days worked. Round the clock does not care for either. */
  readonly followsHolidays: boolean;
  /** Hours of a makeup day; without them it has those of the first weekday that is worked. */
  readonly makeupHours?: readonly HoursText[];
}

/** A definition that was read: times as seconds, dates as day numbers. */
export interface CalendarHours {
  readonly zone: Zone;
  /** From Monday on. */
  readonly weekly: readonly (readonly Stretch[])[];
  readonly dates: ReadonlyMap<number, readonly Stretch[]>;
  readonly breaks: ReadonlyMap<number, readonly Stretch[]>;
  readonly closed: ReadonlySet<number>;
  readonly followsHolidays: boolean;
  readonly makeup: readonly Stretch[];
}

/** @throws CalendarError that names the place, for a zone, date or time that is none, and for hours that overlap. */
export function readCalendar(definition: CalendarDefinition): CalendarHours {
  const weekly = WEEKDAYS.map((day) => readHours(definition.weekly[day] ?? [], `weekly.${day}`));
  const { makeupHours } = definition;
  return {
    zone: readZone(definition.zone),
    weekly,
    dates: readDates(definition.dates ?? {}, 'dates'),
    breaks: readDates(definition.breaks ?? {}, 'breaks'),
    closed: new Set((definition.closed ?? []).map((date, i) => readDate(date, `closed[${i}]`))),
    followsHolidays: definition.followsHolidays,
    makeup: makeupHours
      ? readHours(makeupHours, 'makeupHours')
      : (weekly.find((hours) => hours.length > 0) ?? []),
  };
}

function readZone(name: string): Zone {
  try {
    return new Zone(name);
  } catch {
    throw new CalendarError('zone', `no time zone is called ${JSON.stringify(name.slice(0, 40))}`);
  }
}

function readDates(
  dates: Readonly<Record<string, readonly HoursText[]>>,
  place: string,
): ReadonlyMap<number, readonly Stretch[]> {
  return new Map(
    Object.entries(dates).map(([date, hours]) => [
      readDate(date, `${place}.${date}`),
      readHours(hours, `${place}.${date}`),
    ]),
  );
}

/**
 * Day number of a date that exists: 2026-02-30 does not.
 * @throws CalendarError that names the place.
 */
export function readDate(date: string, place: string): number {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(date) ? dayNumber(date) : Number.NaN;
  if (!Number.isInteger(day) || new Date(day * 86_400_000).toISOString().slice(0, 10) !== date)
    throw new CalendarError(place, `not a date: ${JSON.stringify(date.slice(0, 40))}`);
  return day;
}
