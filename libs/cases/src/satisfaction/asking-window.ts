import type { Calendars } from '@thaw/sla/arithmetic';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long after the first moment to ask it is made up for that nobody did: a week, and some four working days at least. */
const LATE_MOST_MS = 7 * DAY_MS;
const LATE_MOST_OPEN_MS = 30 * HOUR_MS;

/** Cases closed after `after`, and not after `until`, are asked about. */
export interface AskingWindow {
  readonly after: Date;
  readonly until: Date;
}

/**
 * A day after a case was closed its merchant is asked, in the hours in which merchants are reached; null outside of them.
 * What was closed long ago, before there was the question, is let be; a holiday in which nobody could be asked is not long.
 */
export function askingWindow(calendars: Calendars, now: Date): AskingWindow | null {
  const hours = calendars.hoursOf('merchant');
  const at = now.getTime();
  if (!hours.isOpen(at)) return null;
  const earliest = Math.min(at - LATE_MOST_MS, hours.subtract(at, LATE_MOST_OPEN_MS));
  return { after: new Date(earliest - DAY_MS), until: new Date(at - DAY_MS) };
}
