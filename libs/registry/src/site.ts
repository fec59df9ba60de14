import { LAT_E6_MAX, LON_E6_MAX, formatYuan } from '@thaw/kernel';
import { invalidRequest } from './invalid-request';

/** A place in micro-degrees: whole numbers, so that two readings of one place are the same. */
export interface Site {
  readonly latE6: number;
  readonly lonE6: number;
}

/** Ten million yuan: nobody expects more of a sale at a till, and ten thousand times as much is still exact. */
export const EXPECTED_TICKET_MAX_FEN = 1_000_000_000;

const isWithin = (value: number, most: number): boolean =>
  Number.isSafeInteger(value) && Math.abs(value) <= most;

/** @throws DomainError INVALID_REQUEST on `site`. */
export function checkSite({ latE6, lonE6 }: Site): Site {
  if (isWithin(latE6, LAT_E6_MAX) && isWithin(lonE6, LON_E6_MAX)) return { latE6, lonE6 };
  throw invalidRequest(
    'site',
    '位置须为整数微度：纬度 ±90000000，经度 ±180000000。',
    'A site is in whole micro-degrees: latitude within ±90000000, longitude within ±180000000.',
  );
}

/** @throws DomainError INVALID_REQUEST on `expectedTicketFen`. */
export function checkTicket(fen: number | null): number | null {
  if (fen === null || (Number.isSafeInteger(fen) && fen > 0 && fen <= EXPECTED_TICKET_MAX_FEN)) return fen;
  const most = formatYuan(EXPECTED_TICKET_MAX_FEN);
  throw invalidRequest(
    'expectedTicketFen',
    `预期单笔金额须为整数分，大于零，不超过 ${most}。`,
    `An expected ticket is in whole fen, above zero and at most ${most}.`,
  );
}
