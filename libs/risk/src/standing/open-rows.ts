import { isAfter, type HistoryPlace } from '@thaw/transactions';

/**
 * So many rows stay open behind the place that state has seen: one that comes late, but belongs among them, costs no
 * more than one that comes in time. State moves on when there are twice as many, since moving costs more than folding.
 */
export const OPEN_ROWS = 100;

/** How many of the open rows, from the first, state is to move over. */
export const rowsToSettle = (open: number): number => (open > 2 * OPEN_ROWS ? open - OPEN_ROWS : 0);

/** Whether the row belongs into what the state has seen already. */
export const isLate = (row: HistoryPlace, place: HistoryPlace | null): boolean =>
  place !== null && !isAfter(row, place);
