export const GUESSES_ALLOWED = 10;
export const GUESS_WINDOW_MS = 15 * 60_000;

/** So many guesses within the window pass unhindered; of each further one the next has to wait. */
interface Slowing {
  readonly guesses: number;
  readonly pauseMs: number;
}

/** One name from all addresses: many hands guess at one person's password. */
export const OF_NAME: Slowing = { guesses: 50, pauseMs: 30_000 };
/** All names from one address: one hand tries a few passwords on everybody. An office or a proxy is one address too. */
export const OF_ADDRESS: Slowing = { guesses: 200, pauseMs: 5_000 };

/** How many guesses there were within the window, and when the latest was; null: none. Instants in ms. */
export interface Guesses {
  readonly count: number;
  readonly latest: number | null;
}

/** @param oldest of the guesses at this name from this address. @returns how long until another, in ms. */
export const stopped = (
  { count, oldest }: { readonly count: number; readonly oldest: number | null },
  now: number,
): number => (oldest === null || count < GUESSES_ALLOWED ? 0 : Math.max(0, oldest + GUESS_WINDOW_MS - now));

/** @returns how long until another, in ms. */
export const slowed = ({ count, latest }: Guesses, { guesses, pauseMs }: Slowing, now: number): number =>
  latest === null || count < guesses ? 0 : Math.max(0, latest + pauseMs - now);
