import { readInstant, type Zone } from '@thaw/kernel';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** `24h`, `3d`: up to two years; null for anything else. */
export function durationMs(text: string): number | null {
  const [, count, unit] = /^(\d{1,5})([hd])$/.exec(text) ?? [];
  if (count === undefined) return null;
  const ms = Number(count) * (unit === 'h' ? HOUR_MS : DAY_MS);
  return ms > 0 && ms <= 731 * DAY_MS ? ms : null;
}

/** Whether it names a time: RFC 3339, `now`, `now+24h`, `now-3d`, `today`, `tomorrow`. */
export const namesTime = (text: string): boolean => {
  const [, duration] = /^now(?:[+-](\w+))?$/.exec(text) ?? [];
  if (text === 'now' || text === 'today' || text === 'tomorrow') return true;
  return duration === undefined ? readInstant(text) !== null : durationMs(duration) !== null;
};

/** The instant of a text that {@link namesTime}; `today` and `tomorrow` begin with the desk's day. */
export function timeNamed(text: string, now: Date, zone: Zone): Date {
  if (text === 'today' || text === 'tomorrow') return dayStart(now, zone, text === 'today' ? 0 : 1);
  const [, sign, duration] = /^now(?:([+-])(\w+))?$/.exec(text) ?? [];
  if (text !== 'now' && duration === undefined) return readInstant(text) ?? now;
  const ms = duration === undefined ? 0 : (durationMs(duration) ?? 0);
  return new Date(now.getTime() + (sign === '-' ? -ms : ms));
}

/** The beginning of the desk's day that lies so many days ahead. */
export const dayStart = (now: Date, zone: Zone, daysAhead: number): Date =>
  new Date(zone.startOfDay(zone.dayOf(now.getTime()) + daysAhead));
