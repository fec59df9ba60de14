import type { Zone } from '@thaw/kernel';
import {
  Holidays,
  OpenTime,
  WEEKDAYS,
  readCalendar,
  type CalendarDefinition,
  type HolidayYear,
} from './calendar';

/** All that a desk reckons by at one revision: its zone, its country's working days, its hours. */
export class Calendars {
  /** Working days from midnight to midnight: periods in working days keep their time of day. */
  readonly workingDays: OpenTime;
  readonly holidays: Holidays;
  private readonly hours: ReadonlyMap<string, OpenTime>;

  constructor(
    readonly revision: number,
    readonly zone: Zone,
    years: readonly HolidayYear[],
    calendars: Readonly<Record<string, CalendarDefinition>> = {},
  ) {
    this.holidays = new Holidays(years);
    this.workingDays = this.open({ ...WHOLE_DAYS, zone: zone.name });
    this.hours = new Map(
      Object.entries({ desk: { ...OFFICE_HOURS, zone: zone.name }, ...calendars }).map(
        ([code, definition]) => [code, this.open(definition)],
      ),
    );
  }

  /** Hours by the calendar's code; one that was never given has the desk's. */
  hoursOf(code: string): OpenTime {
    return this.hours.get(code) ?? (this.hours.get('desk') as OpenTime);
  }

  /** From when on somebody may be told by a calendar's hours: the instant itself while it is open. */
  openFrom(code: string, at: Date): Date {
    return new Date(this.hoursOf(code).add(at.getTime(), 0));
  }

  private open(definition: CalendarDefinition): OpenTime {
    return new OpenTime(readCalendar(definition), this.holidays);
  }
}

const onWeekdays = (hours: readonly (readonly [string, string])[]) =>
  Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, hours]));

const WHOLE_DAYS = { weekly: onWeekdays([['00:00', '24:00']]), followsHolidays: true };

/** What a desk works, until it says otherwise. */
const OFFICE_HOURS = {
  weekly: onWeekdays([
    ['09:00', '12:00'],
    ['13:30', '18:00'],
  ]),
  followsHolidays: true,
};
