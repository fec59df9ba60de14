import { invalidRequest } from './invalid-request';

/** Trading hours in seconds since local midnight, both inside. Hours that end before they begin run past midnight. */
export interface TradingHours {
  readonly from: number;
  readonly to: number;
}

const TIME = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/;
const LAST_SECOND = 86_399;

/** Reads `HH:MM` or `HH:MM:SS` as seconds since midnight; null where it is neither. */
export function readTimeOfDay(text: string): number | null {
  const match = TIME.exec(text);
  return match ? Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0) : null;
}

export const timeOfDayText = (second: number): string =>
  [Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');

/**
 * Hours of one second are refused: whoever writes 09:00–09:00 means the whole day, or nothing that we could know.
 * @throws DomainError INVALID_REQUEST on `hours`.
 */
export function checkHours(hours: TradingHours): TradingHours {
  const inDay = (second: number): boolean => Number.isInteger(second) && second >= 0 && second <= LAST_SECOND;
  if (inDay(hours.from) && inDay(hours.to) && hours.from !== hours.to) return hours;
  throw invalidRequest(
    'hours',
    '营业时间的起止须为当日时刻且不相同，如 09:00–20:30；营业过夜写作 18:00–02:00，全天营业写作 00:00–23:59:59。',
    'Trading hours begin and end at two different times of day, e.g. 09:00–20:30; past midnight they are 18:00–02:00, round the clock 00:00–23:59:59.',
  );
}
