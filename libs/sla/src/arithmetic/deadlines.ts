import type { Zone } from '@thaw/kernel';
import type { OpenTime, WorkingDays } from './calendar';
import type { Calendars } from './calendars';

/**
 * A target as the reference data states it. `working_hours` are open time of the desk. `working_days` leave days of rest out
 * and keep the time of day. `statutory_days` are counted by the Civil Code (art. 201, 203): they start the day after and end
 * with their last day, moved off a day of rest.
 */
export type Target =
  | { readonly kind: 'hours'; readonly count: number }
  | { readonly kind: 'working_hours'; readonly count: number }
  | { readonly kind: 'working_days'; readonly count: number }
  | { readonly kind: 'days'; readonly count: number }
  | { readonly kind: 'statutory_days'; readonly count: number }
  /** An instant that was said elsewhere, in ISO 8601. */
  | { readonly kind: 'until'; readonly at: string };

/** A target for that an instant was fixed already. */
export const until = (at: Date): Deadline => ({
  dueAt: at,
  target: { kind: 'until', at: at.toISOString() },
  provisional: false,
});

export interface Deadline {
  readonly dueAt: Date;
  /** What it was reckoned from, so that it can be reckoned again. */
  readonly target: Target;
  /**
   * True where it was reckoned over a year whose arrangement of holidays is not loaded, and so rests on plain weekdays: said
   * wherever it is shown.
   */
  readonly provisional: boolean;
  /** Code of the calendar whose hours or days it was reckoned in; left out where the country's own working days count. */
  readonly calendar?: string;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * The due instant of a target that begins at `from`. An instant that was said elsewhere is only handed on.
 * @param code of the calendar whose working time or days count; without one the desk's hours, and the country's working days.
 */
export function deadline(from: Date, target: Target, calendars: Calendars, code?: string): Deadline {
  const at = from.getTime();
  const by = code === undefined ? {} : { calendar: code };
  const { zone, holidays } = calendars;
  switch (target.kind) {
    case 'hours':
      return { dueAt: new Date(at + target.count * HOUR_MS), target, provisional: false };
    case 'until':
      return { dueAt: new Date(target.at), target, provisional: false };
    case 'days':
      return { dueAt: sameTimeOn(zone, at, zone.dayOf(at) + target.count), target, provisional: false };
    case 'working_hours': {
      const hours = calendars.hoursOf(code ?? 'desk');
      const due = hours.add(at, target.count * HOUR_MS);
      return { dueAt: new Date(due), target, provisional: hours.guessedYears(at, due - 1).length > 0, ...by };
    }
    case 'working_days':
      return { ...workingDaysLater(daysBy(calendars, code), at, target.count), target, ...by };
    case 'statutory_days':
      return {
        ...told(
          calendars.workingDays,
          at,
          endOfDay(zone, holidays.statutoryLastDay(zone.dayOf(at), target.count)),
        ),
        target,
      };
  }
}

/**
 * The same time of day, so many working days later. What begins on a day of rest has its first day on the next working day,
 * and ends when the last is over.
 */
function workingDaysLater(days: Days, at: number, count: number): Omit<Deadline, 'target'> {
  const { zone } = days;
  const day = zone.dayOf(at);
  const last = days.nthAfter(day, count);
  return told(days.time, at, days.isWorkingDay(day) ? sameTimeOn(zone, at, last) : endOfDay(zone, last));
}

type Days = Pick<WorkingDays, 'zone' | 'time' | 'isWorkingDay' | 'nthAfter'>;

/** Days on which a calendar is worked; without one the country's working days. */
function daysBy(calendars: Calendars, code: string | undefined): Days {
  if (code !== undefined) return calendars.daysOf(code);
  const { zone, holidays, workingDays: time } = calendars;
  return {
    zone,
    time,
    isWorkingDay: (day) => holidays.isWorkingDay(day),
    nthAfter: (day, n) => holidays.nthWorkingDay(day, n),
  };
}

/** Reckoned over the days up to the last: the midnight with which it ends is still of the last. */
const told = (time: OpenTime, from: number, dueAt: Date): Omit<Deadline, 'target'> => ({
  dueAt,
  provisional: time.guessedYears(from, dueAt.getTime() - 1).length > 0,
});

function sameTimeOn(zone: Zone, at: number, day: number): Date {
  const localTime = at + zone.offsetAt(at) - zone.dayOf(at) * DAY_MS;
  return new Date(zone.toInstant(day * DAY_MS + localTime));
}

/** The first instant after the day: a period that ends with a day is over when the next begins. */
const endOfDay = (zone: Zone, day: number): Date => new Date(zone.startOfDay(day + 1));
