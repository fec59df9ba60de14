/** A stretch of a day's opening hours in seconds since the local midnight; past 86400 is of the next day. */
export interface Stretch {
  readonly open: number;
  readonly close: number;
}

/** Opening hours as people write them: `["09:00", "12:00"]`. A close at or before the open is of the next day. */
export type HoursText = readonly [open: string, close: string];

/** Why a calendar cannot be read: where in it, and what is wrong there. */
export class CalendarError extends Error {
  constructor(
    /** As a path into the definition, e.g. `weekly.mon[1]`. */
    readonly place: string,
    readonly what: string,
  ) {
    super(`${place}: ${what}`);
    this.name = 'CalendarError';
  }
}

export const DAY_SECONDS = 86_400;
const TIME = /^([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?$/;

/**
 * The hours of one day, earliest first. A shift over midnight (`["22:00", "06:00"]`) belongs to the day on which it opens.
 * @throws CalendarError for a time that is none, hours that last no time, or hours of one day that overlap.
 */
export function readHours(hours: readonly HoursText[], place: string): readonly Stretch[] {
  const stretches = hours.map(([from, to], i) => {
    const open = readTime(from, `${place}[${i}]`);
    const until = readTime(to, `${place}[${i}]`);
    if (open === DAY_SECONDS) throw new CalendarError(`${place}[${i}]`, '24:00 can only be a closing time');
    if (open === until) throw new CalendarError(`${place}[${i}]`, 'opens and closes at the same time');
    return { open, close: until > open ? until : until + DAY_SECONDS };
  });
  stretches.sort((a, b) => a.open - b.open);
  stretches.forEach(({ open }, i) => {
    const before = stretches[i - 1];
    if (before && before.close > open) throw new CalendarError(place, 'hours overlap');
  });
  return stretches;
}

/** Seconds since midnight of `HH:MM` or `HH:MM:SS`; 24:00 is the end of the day. */
function readTime(text: string, place: string): number {
  const match = TIME.exec(text);
  const seconds = match
    ? Number(match[1]) * 3_600 + Number(match[2]) * 60 + Number(match[3] ?? 0)
    : Number.POSITIVE_INFINITY;
  if (seconds > DAY_SECONDS)
    throw new CalendarError(place, `not a time of day: ${JSON.stringify(text.slice(0, 40))}`);
  return seconds;
}
