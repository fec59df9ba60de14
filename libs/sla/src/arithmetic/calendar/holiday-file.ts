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
  else readJson(parseJson(content), days, 'file');
  if (days.size === 0) throw new CalendarError('file', 'no days off and no makeup days in it');
  return [...days]
    .map(([year, { off, makeup }]) => ({ year, off: [...off].sort(), makeup: [...makeup].sort() }))
    .sort((a, b) => a.year - b.year);
}

function put(days: Days, kind: 'off' | 'makeup', date: string, place: string): void {
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
    if (!component.hasProperty('dtstart')) return;
    const event = new ICAL.Event(component);
    const textOf = (name: string): string => String(component.getFirstPropertyValue(name) ?? '');
    const kind = kindOf(textOf('x-apple-special-day'), textOf('summary'));
    if (!kind) return;
    const from = Date.parse(event.startDate.toString().slice(0, 10));
    const length = Math.max(1, Math.round(event.duration.toSeconds() / 86_400));
    if (!(length <= EVENT_DAYS_MOST))
      throw new CalendarError(`event ${i + 1}`, 'lasts too long for a holiday');
    for (let n = 0; n < length; n++)
      put(days, kind, new Date(from + n * 86_400_000).toISOString().slice(0, 10), `event ${i + 1}`);
  });
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

function readJson(value: unknown, days: Days, place: string): void {
  if (Array.isArray(value)) return value.forEach((part, i) => readJson(part, days, `${place}[${i}]`));
  if (typeof value !== 'object' || value === null) throw new CalendarError(place, 'not an object');
  const file = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(file['days'])) {
    file['days'].forEach((day: unknown, i) => {
      const { date, isOffDay } = (day ?? {}) as { readonly date?: unknown; readonly isOffDay?: unknown };
      put(days, isOffDay === true ? 'off' : 'makeup', String(date), `${place}.days[${i}]`);
    });
    return;
  }
  const known = {
    off: file['off'] ?? file['holidays'] ?? [],
    makeup: file['makeup'] ?? file['workdays'] ?? [],
  };
  for (const kind of ['off', 'makeup'] as const) {
    const dates = known[kind];
    const list: readonly unknown[] = Array.isArray(dates) ? dates : Object.keys(dates);
    list.forEach((date, i) => put(days, kind, String(date), `${place}.${kind}[${i}]`));
  }
}
