import type { Zone } from '@thaw/kernel';
import type { CalendarHours } from './calendar-definition';
import { firstDayOf, type Holidays } from './holidays';
import type { Stretch } from './hours';

const DAY_MS = 86_400_000;

/** The open time of one calendar year of a zone, in ms since the epoch. */
export interface OpenYear {
  /** Openings, ascending, none touching the next. */
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Open ms of the year before each opening; the last entry is the whole year's. */
  readonly before: Float64Array;
}

type Span = [from: number, to: number];

/** Lays out a year: each day's hours as instants, breaks taken out, what touches joined, cut at the ends of the year. */
export function openYear(calendar: CalendarHours, holidays: Holidays, year: number): OpenYear {
  const { zone } = calendar;
  const [first, next] = [firstDayOf(year), firstDayOf(year + 1)];
  const [from, to] = [zone.startOfDay(first), zone.startOfDay(next)];
  const hours: Span[] = [];
  const breaks: Span[] = [];
  // A shift of the eve reaches into the year.
  for (let day = first - 1; day < next; day++) {
    for (const stretch of hoursOf(calendar, holidays, day)) hours.push(instants(calendar, day, stretch));
    for (const stretch of calendar.breaks.get(day) ?? []) breaks.push(instants(calendar, day, stretch));
  }
  const open = without(joined(hours), joined(breaks)).flatMap(([begin, end]): Span[] => {
    const cut: Span = [Math.max(begin, from), Math.min(end, to)];
    return cut[0] < cut[1] ? [cut] : [];
  });
  const before = new Float64Array(open.length + 1);
  open.forEach(([begin, end], i) => (before[i + 1] = (before[i] as number) + end - begin));
  return {
    opens: Float64Array.from(open, ([begin]) => begin),
    closes: Float64Array.from(open, ([, end]) => end),
    before,
  };
}

/** The hours of a day: what is said of its date; else a day off is closed, a makeup day worked; else its weekday's. */
export function hoursOf(calendar: CalendarHours, holidays: Holidays, day: number): readonly Stretch[] {
  const dated = calendar.dates.get(day);
  if (dated) return dated;
  if (calendar.closed.has(day)) return [];
  if (calendar.followsHolidays) {
    if (holidays.isOff(day)) return [];
    if (holidays.isMakeup(day)) return calendar.makeup;
  }
  // 1970-01-01 was a Thursday, and the week begins with Monday.
  return calendar.weekly[(((day + 3) % 7) + 7) % 7] as readonly Stretch[];
}

function instants({ zone }: CalendarHours, day: number, { open, close }: Stretch): Span {
  return [instantOf(zone, day * DAY_MS + open * 1_000), instantOf(zone, day * DAY_MS + close * 1_000)];
}

/** When the wall clock first reads this time, or a later one: a time that the clocks skip comes when they have jumped. */
function instantOf(zone: Zone, localMs: number): number {
  const at = zone.toInstant(localMs);
  const skipped = at + zone.offsetAt(at) - localMs;
  if (skipped <= 0) return at;
  let [before, after] = [at - skipped, at];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offsetAt(middle) === zone.offsetAt(at)) after = middle;
    else before = middle;
  }
  return after;
}

function joined(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else if (from < to) result.push([from, to]);
  }
  return result;
}

/** What of `spans` no break covers. Both ascend, and none touches the next. */
function without(spans: readonly Span[], breaks: readonly Span[]): readonly Span[] {
  if (breaks.length === 0) return spans;
  return spans.flatMap(([from, to]) => {
    const left: Span[] = [];
    let begin = from;
    for (const [off, on] of breaks) {
      if (on <= begin || off >= to) continue;
      if (off > begin) left.push([begin, off]);
      begin = on;
    }
    if (begin < to) left.push([begin, to]);
    return left;
  });
}
