import type { Zone } from '@thaw/kernel';
import type { TellingMode } from './channels';

/** When somebody may be told, each in minutes since local midnight, 0 to 1439. */
export interface TellingHours {
  readonly quietFrom: number;
  /** As `quietFrom`: there is no quiet time. Before it: the quiet goes over midnight. */
  readonly quietTo: number;
  /** When the summary of a day goes out. */
  readonly digestAt: number;
}

/** From nine in the evening to eight, and the summary at half past eight. */
export const DEFAULT_HOURS: TellingHours = { quietFrom: 21 * 60, quietTo: 8 * 60, digestAt: 8 * 60 + 30 };

const MINUTE_MS = 60_000;

/**
 * The instant at which something told now goes out; null where it never does.
 * @param isUrgent what is worked on round the clock, which no quiet hours hold up; a summary that somebody chose stays one.
 */
export function tellingTime(
  mode: TellingMode,
  isUrgent: boolean,
  hours: TellingHours,
  now: Date,
  zone: Zone,
): Date | null {
  switch (mode) {
    case 'off':
      return null;
    case 'digest':
      return nextAt(hours.digestAt, now, zone);
    case 'now':
      return isUrgent || !isQuiet(hours, now, zone) ? now : nextAt(hours.quietTo, now, zone);
  }
}

function isQuiet({ quietFrom, quietTo }: TellingHours, now: Date, zone: Zone): boolean {
  const minute = Math.floor(zone.secondOfDay(now.getTime()) / 60);
  return quietFrom <= quietTo
    ? minute >= quietFrom && minute < quietTo
    : minute >= quietFrom || minute < quietTo;
}

/** The first instant after now at which the wall clock reads this minute of the day. */
function nextAt(minute: number, now: Date, zone: Zone): Date {
  const today = zone.dayOf(now.getTime());
  for (let day = today; ; day++) {
    const at = zone.toInstant(day * 86_400_000 + minute * MINUTE_MS);
    if (at > now.getTime()) return new Date(at);
  }
}
