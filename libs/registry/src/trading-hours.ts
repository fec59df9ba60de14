import { invalidRequest } from './invalid-request';

/** Trading hours of one local day in seconds since midnight, both inside. */
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
 * Hours that run past midnight are refused: the rule on hours reads one local day at a time.
 * @throws DomainError INVALID_REQUEST on `hours`.
 */
export function checkHours(hours: TradingHours): TradingHours {
  const inDay = (second: number): boolean => Number.isInteger(second) && second >= 0 && second <= LAST_SECOND;
  if (inDay(hours.from) && inDay(hours.to) && hours.from < hours.to) return hours;
  throw invalidRequest(
    'hours',
    '营业时间须在同一天之内，且开始早于结束，如 09:00–20:30；营业过夜的请留空。',
    'Trading hours lie within one day and begin before they end, e.g. 09:00–20:30; leave them out where they run past midnight.',
  );
}
