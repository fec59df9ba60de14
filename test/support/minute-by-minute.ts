import {
  WEEKDAYS,
  type CalendarDefinition,
  type HolidayYear,
  type HoursText,
} from '../../libs/sla/src/arithmetic';

const MINUTE_MS = 60_000;
export const DAY_MINUTES = 1_440;
export const WINDOW_MINUTES = 40 * DAY_MINUTES;

/** A calendar and its holidays, seen through a window of time. */
export interface World {
  /** Where the window begins, in ms since the epoch: a midnight UTC. */
  readonly start: number;
  readonly definition: CalendarDefinition;
  readonly years: readonly HolidayYear[];
}

const dateOf = ({ start }: World, day: number): string =>
  new Date(start + day * DAY_MINUTES * MINUTE_MS).toISOString().slice(0, 10);
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** By zone and start: which minute of the wall calendar, counted from the window's first date, each minute reads. */
const readings = new Map<string, readonly number[]>();

/** Asked of Intl every quarter of an hour, since no clock of these zones changes within one. */
function readingsOf(zone: string, start: number): readonly number[] {
  const known = readings.get(`${zone} ${start}`);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const read = Array.from({ length: WINDOW_MINUTES / 15 }, (_, quarter) => {
    const text = format.format(start + quarter * 15 * MINUTE_MS);
    const days = (Date.parse(text.slice(0, 10)) - start) / (DAY_MINUTES * MINUTE_MS);
    const minute = days * DAY_MINUTES + Number(text.slice(12, 14)) * 60 + Number(text.slice(15, 17));
    return Array.from({ length: 15 }, (_unused, i) => minute + i);
  }).flat();
  readings.set(`${zone} ${start}`, read);
  return read;
}

/**
 * The slow reference: marks every minute of its window that the calendar's words, read anew, open, by what Intl says the
 * wall clock reads in it, and then walks. It knows nothing of years, sums or searches. A shift lasts from the first minute
 * that reads its opening, or later, to the first that reads its close, or later.
 */
export class MinuteByMinute {
  private readonly open = new Uint8Array(WINDOW_MINUTES);
  private readonly first = new Map<number, number>();
  private readonly end: number;

  constructor(private readonly world: World) {
    const read = readingsOf(world.definition.zone, world.start);
    read.forEach((minute, i) => this.first.has(minute) || this.first.set(minute, i));
    this.end = Math.max(...read.slice(-DAY_MINUTES));
    for (let day = -1; day <= WINDOW_MINUTES / DAY_MINUTES; day++)
      this.mark(day, this.hoursOf(dateOf(world, day)), 1);
    for (let day = -1; day <= WINDOW_MINUTES / DAY_MINUTES; day++)
      this.mark(day, world.definition.breaks?.[dateOf(world, day)] ?? [], 0);
  }

  isOpen(at: number): boolean {
    return this.open[this.minuteAt(at)] === 1;
  }

  elapsed(from: number, to: number): number {
    let sum = 0;
    const last = Math.min(this.minuteAt(to), WINDOW_MINUTES - 1);
    for (let minute = this.minuteAt(from); minute <= last; minute++) {
      if (this.open[minute] !== 1) continue;
      const begin = this.startOf(minute);
      sum += Math.min(begin + MINUTE_MS, to) - Math.max(begin, from);
    }
    return sum;
  }

  /** Null where the window ends before. */
  add(from: number, length: number): number | null {
    let left = length;
    for (let minute = this.minuteAt(from); minute < WINDOW_MINUTES; minute++) {
      if (this.open[minute] !== 1) continue;
      const begin = this.startOf(minute);
      const first = Math.max(begin, from);
      const open = begin + MINUTE_MS - first;
      if (left <= open) return first + left;
      left -= open;
    }
    return null;
  }

  subtract(until: number, length: number): number | null {
    let left = length;
    for (let minute = this.minuteAt(until - 1); minute >= 0; minute--) {
      if (this.open[minute] !== 1) continue;
      const begin = this.startOf(minute);
      const last = Math.min(begin + MINUTE_MS, until);
      if (left <= last - begin) return last - left;
      left -= last - begin;
    }
    return null;
  }

  private minuteAt(at: number): number {
    return Math.floor((at - this.world.start) / MINUTE_MS);
  }

  private startOf(minute: number): number {
    return this.world.start + minute * MINUTE_MS;
  }

  private mark(day: number, hours: readonly HoursText[], open: 0 | 1): void {
    for (const [from, to] of hours) {
      const [begin, end] = [minuteOf(from), minuteOf(to)];
      const until = day * DAY_MINUTES + (end > begin ? end : end + DAY_MINUTES);
      this.open.fill(open, this.firstFrom(day * DAY_MINUTES + begin), this.firstFrom(until));
    }
  }

  /** The first minute of the window that reads this one of the wall calendar, or a later one. */
  private firstFrom(minute: number): number {
    for (let asked = Math.max(minute, 0); asked <= this.end; asked++) {
      const i = this.first.get(asked);
      if (i !== undefined) return i;
    }
    return WINDOW_MINUTES;
  }

  private hoursOf(date: string): readonly HoursText[] {
    const { definition, years } = this.world;
    const weekly = WEEKDAYS.map((day) => definition.weekly[day] ?? []);
    if (definition.dates?.[date]) return definition.dates[date];
    if (definition.closed?.includes(date)) return [];
    if (definition.followsHolidays) {
      if (years[0]?.off.includes(date)) return [];
      if (years[0]?.makeup.includes(date))
        return definition.makeupHours ?? weekly.find((hours) => hours.length > 0) ?? [];
    }
    return weekly[(new Date(date).getUTCDay() + 6) % 7] as readonly HoursText[];
  }
}
