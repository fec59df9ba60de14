import type { Zone } from '@thaw/kernel';

/** TIME_SKIPPED: the clocks of the time zone never showed this time, since they were put forward over it. */
export type TimeFault = 'TIME_INVALID' | 'TIME_OUT_OF_RANGE' | 'TIME_SKIPPED';

export const YEAR_MIN = 2000;
export const YEAR_MAX = 2100;

const MINUTE_MS = 60_000;
const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const OFFSET = /^ ?(?:Z|z|([+-])(\d\d)(?::?(\d\d))?)$/;
const OFFSET_HOURS_MAX = 14;

const [ZERO, NINE, SPACE, HYPHEN, COLON, UPPER_T, LOWER_T, POINT, COMMA] = [
  48, 57, 32, 45, 58, 84, 116, 46, 44,
];

/**
 * Reads an ISO 8601 time: `2024-03-01T10:15:00`, a space for the T, seconds and a fraction (cut off at ms) if any,
 * `Z`, `+08:00`, `+0800` or `+08` if any; without offset it is local to the zone. A local time that occurs twice, when
 * the clocks are put back, is the first.
 * @returns ms since the epoch, or what is wrong.
 */
export function readTime(text: string, zone: Zone): number | TimeFault {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const between = text.charCodeAt(10);
  // A part that is not digits is -1, and then so is the sign of them all.
  if ((year | month | day | hour | minute) < 0) return 'TIME_INVALID';
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN || text.charCodeAt(13) !== COLON) {
    return 'TIME_INVALID';
  }
  if (between !== UPPER_T && between !== SPACE && between !== LOWER_T) return 'TIME_INVALID';
  let second = 0;
  let ms = 0;
  let end = 16;
  if (text.charCodeAt(16) === COLON) {
    second = digits(text, 17, 2);
    if (second < 0) return 'TIME_INVALID';
    end = 19;
    const point = text.charCodeAt(19);
    if (point === POINT || point === COMMA) {
      end = afterDigits(text, 20);
      if (end === 20 || end > 29) return 'TIME_INVALID';
      ms = Number(text.slice(20, Math.min(end, 23)).padEnd(3, '0'));
    }
  }
  if (month < 1 || month > 12 || day < 1 || day > (MONTH_DAYS[month - 1] as number)) return 'TIME_INVALID';
  if (month === 2 && day === 29 && !isLeap(year)) return 'TIME_INVALID';
  if (hour > 23 || minute > 59 || second > 59) return 'TIME_INVALID';
  if (year < YEAR_MIN || year > YEAR_MAX) return 'TIME_OUT_OF_RANGE';

  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms);
  if (end < text.length) {
    const offset = offsetMinutes(text.slice(end));
    return offset === null ? 'TIME_INVALID' : local - offset * MINUTE_MS;
  }
  const instant = zone.toInstant(local);
  return instant + zone.offsetAt(instant) === local ? instant : 'TIME_SKIPPED';
}

/** The number that these digits write; -1 where one is none. */
function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let at = from; at < from + count; at++) {
    const code = text.charCodeAt(at);
    // A place beyond the end is NaN, which is in no range.
    if (!(code >= ZERO && code <= NINE)) return -1;
    value = value * 10 + code - ZERO;
  }
  return value;
}

function afterDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  return at;
}

function offsetMinutes(text: string): number | null {
  const match = OFFSET.exec(text);
  if (!match) return null;
  const [, sign, hours = '0', minutes = '0'] = match;
  if (Number(hours) > OFFSET_HOURS_MAX || Number(minutes) > 59) return null;
  const total = Number(hours) * 60 + Number(minutes);
  return sign === '-' ? -total : total;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
