import ICAL from 'ical.js';
import { CalendarError } from './hours';
import { readDate } from './calendar-definition';
import type { HolidayYear } from './holidays';

type Days = Map<number, { off: Set<string>; makeup: Set<string> }>;

/**
 * Arrangements of holidays from a file that others publish: ICS, as calendars are subscribed to (休 and 班 in the title, or
 * Apple's mark); JSON with `holidays` and `workdays` by date; JSON with `days` that say whether they are off; JSON with `off`
 * and `makeup`, one year or a list. @returns the years in it, earliest first.
 * @throws CalendarError that names the place, where it is none of these or a date does not exist.
 */
export function readHolidayFile(text: string): readonly HolidayYear[] {
  const content = text.replace(/^\uFEFF/, '').trimStart();
  const days: Days = new Map();
  if (/^BEGIN:VCALENDAR/i.test(content)) readIcs(content, days);
  else readJson(parseJson(content), days);
  if (days.size === 0) throw new CalendarError('file', 'no days off and no makeup days in it');
  return [...days]
    .map(([year, { off, makeup }]) => ({ year, off: [...off].sort(), makeup: [...makeup].sort() }))
    .sort((a, b) => a.year - b.year);
}

function put(days: Days, kind: 'off' | 'makeup', date: unknown, place: string): void {
  if (typeof date !== 'string') throw new CalendarError(place, 'not a date');
  readDate(date, place);
  const year = Number(date.slice(0, 4));
  let of = days.get(year);
  if (!of) days.set(year, (of = { off: new Set(), makeup: new Set() }));
  of[kind].add(date);
}

const OFF_MARK = 'WORK-HOLIDAY';
const MAKEUP_MARK = 'ALTERNATE-WORKDAY';
const EVENT_DAYS_MOST = 60;

function readIcs(text: string, days: Days): void {
  let events: readonly InstanceType<typeof ICAL.Component>[];
  try {
    events = new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent');
  } catch {
    throw new CalendarError('file', 'not a calendar that can be read (ICS)');
  }
  events.forEach((component, i) => {
    const place = `event ${i + 1}`;
    try {
      readEvent(component, days, place);
    } catch (error) {
      if (error instanceof CalendarError) throw error;
      throw new CalendarError(place, 'cannot be read');
    }
  });
}

function readEvent(component: InstanceType<typeof ICAL.Component>, days: Days, place: string): void {
  const textOf = (name: string): string => String(component.getFirstPropertyValue(name) ?? '');
  const kind = kindOf(textOf('x-apple-special-day'), textOf('summary'));
  if (!kind || !component.hasProperty('dtstart')) return;
  if (component.hasProperty('rrule')) throw new CalendarError(place, 'repeats: say each year by itself');
  const event = new ICAL.Event(component);
  if (!event.startDate.isDate)
    throw new CalendarError(place, 'begins at a time of day: holidays are whole days');
  const from = Date.parse(event.startDate.toString().slice(0, 10));
  const length = Math.max(1, Math.round(event.duration.toSeconds() / 86_400));
  if (!(length <= EVENT_DAYS_MOST)) throw new CalendarError(place, 'lasts too long for a holiday');
  for (let n = 0; n < length; n++)
    put(days, kind, new Date(from + n * 86_400_000).toISOString().slice(0, 10), place);
}

function kindOf(mark: string, title: string): 'off' | 'makeup' | null {
  if (mark === MAKEUP_MARK || /班/.test(title)) return 'makeup';
  return mark === OFF_MARK || /休|放假/.test(title) ? 'off' : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CalendarError('file', 'neither ICS nor JSON');
  }
}

function readJson(value: unknown, days: Days): void {
  if (Array.isArray(value)) value.forEach((part: unknown, i) => readYear(part, days, `file[${i}]`));
  else readYear(value, days, 'file');
}

function readYear(value: unknown, days: Days, place: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CalendarError(place, 'not an object');
  const file = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(file['days'])) {
    file['days'].forEach((day: unknown, i) => {
      const { date, isOffDay } = (day ?? {}) as { readonly date?: unknown; readonly isOffDay?: unknown };
      if (typeof isOffDay !== 'boolean')
        throw new CalendarError(`${place}.days[${i}]`, 'isOffDay is neither true nor false');
      put(days, isOffDay ? 'off' : 'makeup', date, `${place}.days[${i}]`);
    });
    return;
  }
  putAll(days, 'off', file['off'] ?? file['holidays'], `${place}.off`);
  putAll(days, 'makeup', file['makeup'] ?? file['workdays'], `${place}.makeup`);
}

/** A list of dates, or an object that names them. */
function putAll(days: Days, kind: 'off' | 'makeup', dates: unknown, place: string): void {
  if (dates === undefined) return;
  if (typeof dates !== 'object' || dates === null) throw new CalendarError(place, 'not a list of dates');
  const list: readonly unknown[] = Array.isArray(dates) ? dates : Object.keys(dates);
  list.forEach((date, i) => put(days, kind, date, `${place}[${i}]`));
}
