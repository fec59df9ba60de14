import type { CalendarHours } from './calendar-definition';
import { DAY_SECONDS, type Stretch } from './hours';
import type { Holidays } from './holidays';
import { hoursOf } from './open-year';
import { OpenTime } from './open-time';

const WHOLE_DAY: readonly Stretch[] = [{ open: 0, close: DAY_SECONDS }];
/** A calendar whose days run out: none is worked in so many. */
const BARREN_DAYS = 20 * 366;

/**
 * The days on which a calendar is worked, each from midnight to midnight of its zone: those that have hours. A shift over
 * midnight is of the day on which it opens, and a break takes hours out of a day, never the day itself. Days are numbers
 * since 1970-01-01.
 */
export class WorkingDays {
  /** Time that passes on these days. */
  readonly time: OpenTime;
  private readonly days: CalendarHours;

  constructor(
    hours: CalendarHours,
    private readonly holidays: Holidays,
  ) {
    const whole = (stretches: readonly Stretch[]) => (stretches.length > 0 ? WHOLE_DAY : []);
    this.days = {
      ...hours,
      weekly: hours.weekly.map(whole),
      dates: new Map([...hours.dates].map(([day, stretches]) => [day, whole(stretches)])),
      breaks: new Map(),
      makeup: whole(hours.makeup),
    };
    this.time = new OpenTime(this.days, holidays);
  }

  get zone(): CalendarHours['zone'] {
    return this.days.zone;
  }

  isWorkingDay(day: number): boolean {
    return hoursOf(this.days, this.holidays, day).length > 0;
  }

  /**
   * The n-th that is worked strictly after `day`.
   * @throws RangeError where none is worked any more.
   */
  nthAfter(day: number, n: number): number {
    let [at, left] = [day, n];
    for (let barren = 0; left > 0; at += 1) {
      const isWorked = this.isWorkingDay(at + 1);
      left -= isWorked ? 1 : 0;
      barren = isWorked ? 0 : barren + 1;
      if (barren > BARREN_DAYS) throw new RangeError('the calendar opens no more');
    }
    return at;
  }
}
