import type { CalendarHours } from './calendar-definition';
import { Holidays, yearOf } from './holidays';
import { openYear, type OpenYear } from './open-year';

/** A calendar whose hours run out: nothing opens in so many years. */
const BARREN_YEARS = 20;

/**
 * Open time of a calendar under an arrangement of holidays, exact to the millisecond. Instants and lengths are ms. Years
 * are laid out once each when they are first met, so that what is asked later costs a search within a year, and a sum
 * over years a step for each.
 */
export class OpenTime {
  private readonly years = new Map<number, OpenYear>();

  constructor(
    private readonly calendar: CalendarHours,
    private readonly holidays: Holidays = Holidays.NONE,
  ) {}

  /** Whether the instant lies in `[open, close)`. */
  isOpen(at: number): boolean {
    const year = this.yearAt(at);
    const i = lastOpenedBy(year, at);
    return i >= 0 && at < (year.closes[i] as number);
  }

  /**
   * The instant at which `length` of open time has passed since `from`. What is used up exactly at closing time is due at
   * closing. A length of 0 gives the first open instant, `from` itself if it is open.
   * @throws RangeError where the calendar does not open any more.
   */
  add(from: number, length: number): number {
    if (length < 0) return this.subtract(from, -length);
    let number = this.yearNumberAt(from);
    let year = this.year(number);
    let left = length + usedBy(year, from);
    for (let barren = 0; barren < BARREN_YEARS;) {
      const all = wholeOf(year);
      const at = length === 0 ? firstOpenFrom(year, from) : left <= all ? whenUsed(year, left) : null;
      if (at !== null) return at;
      left -= all;
      barren = all === 0 ? barren + 1 : 0;
      year = this.year(++number);
    }
    throw new RangeError('the calendar opens no more');
  }

  /**
   * The last instant after which `length` of open time passes until `until`: used up exactly at an opening, the opening.
   * A length of 0 gives the last instant up to which it was open: a closing time, or `until` itself.
   * @throws RangeError where the calendar was not open before.
   */
  subtract(until: number, length: number): number {
    if (length < 0) return this.add(until, -length);
    let number = this.yearNumberAt(until);
    let year = this.year(number);
    let rank = usedBy(year, until) - length;
    for (let barren = 0; barren < BARREN_YEARS;) {
      const at = length === 0 ? lastOpenUntil(year, until) : rank >= 0 ? lastWhenUsed(year, rank) : null;
      if (at !== null) return at;
      year = this.year(--number);
      const all = wholeOf(year);
      rank += all;
      barren = all === 0 ? barren + 1 : 0;
    }
    throw new RangeError('the calendar was not open before');
  }

  /** Open time in `[from, to)`; negative where `to` lies before `from`. */
  elapsed(from: number, to: number): number {
    if (to < from) return 0 - this.elapsed(to, from);
    const [first, last] = [this.yearNumberAt(from), this.yearNumberAt(to)];
    let sum = usedBy(this.year(last), to) - usedBy(this.year(first), from);
    for (let number = first; number < last; number++) sum += wholeOf(this.year(number));
    return sum;
  }

  /**
   * The years between two instants whose holidays are not loaded, for a calendar that follows them: what was reckoned over
   * them rests on plain weekdays.
   */
  guessedYears(from: number, to: number): readonly number[] {
    if (!this.calendar.followsHolidays) return [];
    const [first, last] = [this.yearNumberAt(Math.min(from, to)), this.yearNumberAt(Math.max(from, to))];
    return Array.from({ length: last - first + 1 }, (_, i) => first + i).filter(
      (year) => !this.holidays.isLoaded(year),
    );
  }

  private yearNumberAt(at: number): number {
    return yearOf(this.calendar.zone.dayOf(at));
  }

  private yearAt(at: number): OpenYear {
    return this.year(this.yearNumberAt(at));
  }

  private year(number: number): OpenYear {
    let year = this.years.get(number);
    if (!year) this.years.set(number, (year = openYear(this.calendar, this.holidays, number)));
    return year;
  }
}

const wholeOf = ({ before }: OpenYear): number => before[before.length - 1] as number;

/** Open time of the year up to an instant. */
function usedBy(year: OpenYear, at: number): number {
  const i = lastOpenedBy(year, at);
  if (i < 0) return 0;
  return (year.before[i] as number) + Math.min(at, year.closes[i] as number) - (year.opens[i] as number);
}

/** The first instant by which so much of the year (more than nothing) was used. */
function whenUsed(year: OpenYear, used: number): number {
  const i = lastBelow(year.before, used);
  return (year.opens[i] as number) + used - (year.before[i] as number);
}

/** The last instant by which no more than this was used; null where that is so to the end of the year's last opening. */
function lastWhenUsed(year: OpenYear, used: number): number | null {
  const i = lastAtMost(year.before, used);
  if (i === year.opens.length) return null;
  return (year.opens[i] as number) + used - (year.before[i] as number);
}

function firstOpenFrom(year: OpenYear, at: number): number | null {
  const i = lastOpenedBy(year, at);
  if (i >= 0 && at < (year.closes[i] as number)) return at;
  return year.opens[i + 1] ?? null;
}

function lastOpenUntil(year: OpenYear, at: number): number | null {
  // An opening at this very instant has not been open before it.
  const i = lastBelow(year.opens, at);
  return i < 0 ? null : Math.min(at, year.closes[i] as number);
}

/** The last opening that began by this instant, or -1. */
const lastOpenedBy = (year: OpenYear, at: number): number => lastAtMost(year.opens, at);

/** The last index of an ascending list whose value is at most `value`, or -1. */
function lastAtMost(ascending: Float64Array, value: number): number {
  let [low, high] = [-1, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The last index of an ascending list whose value is below `value`, or -1. */
function lastBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [-1, ascending.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((ascending[middle] as number) < value) low = middle;
    else high = middle - 1;
  }
  return low;
}
