import type { Zone } from '@thaw/kernel';
import {
  Holidays,
  OpenTime,
  WEEKDAYS,
  WorkingDays,
  readCalendar,
  type CalendarDefinition,
  type HolidayYear,
} from './calendar';

/** By which calendars a queue is worked: its own, and others for cases of a class. */
export interface CalendarsOfQueue {
  readonly calendar: string;
  readonly classCalendars: Readonly<Record<string, string>>;
}

/** All that a desk reckons by at one revision: its zone, its country's working days, its hours, and whose hours are whose. */
export class Calendars {
  /** The country's working days from midnight to midnight: periods in working days keep their time of day. */
  readonly workingDays: OpenTime;
  readonly holidays: Holidays;
  private readonly hours: ReadonlyMap<string, OpenTime>;
  private readonly days: ReadonlyMap<string, WorkingDays>;

  constructor(
    readonly revision: number,
    readonly zone: Zone,
    years: readonly HolidayYear[],
    calendars: Readonly<Record<string, CalendarDefinition>> = {},
    private readonly queues: Readonly<Record<string, CalendarsOfQueue>> = {},
  ) {
    this.holidays = new Holidays(years);
    this.workingDays = this.open({ ...WHOLE_DAYS, zone: zone.name });
    const known = Object.entries({ desk: { ...OFFICE_HOURS, zone: zone.name }, ...calendars });
    this.hours = new Map(known.map(([code, definition]) => [code, this.open(definition)]));
    this.days = new Map(
      known.map(([code, definition]) => [code, new WorkingDays(readCalendar(definition), this.holidays)]),
    );
  }

  /** Hours by the calendar's code; one that was never given has the desk's. */
  hoursOf(code: string): OpenTime {
    return this.hours.get(code) ?? (this.hours.get('desk') as OpenTime);
  }

  /** Days on which a calendar is worked, by its code; one that was never given has the desk's. */
  daysOf(code: string): WorkingDays {
    return this.days.get(code) ?? (this.days.get('desk') as WorkingDays);
  }

  /**
   * The code of the calendar by which the desk works a case: that of its class in its queue, else its queue's. A case without a
   * queue is the whole desk's, and so is one of P1, which is worked round the clock and has no hours of its own.
   */
  ofQueue(queue: string | null, slaClass: string | null): string {
    const own =
      queue !== null && slaClass !== 'P1' && Object.hasOwn(this.queues, queue) ? this.queues[queue] : null;
    return own ? ((slaClass && own.classCalendars[slaClass]) ?? own.calendar) : 'desk';
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
