import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Clock } from '@thaw/kernel';
import { GuessBook } from './guess-book';
import { networkOf } from './network-of';
import { SIGN_IN_CLOCK } from './sign-in-clock';

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

/** Names that signed in from an address: forgotten in the order of their latest time there. */
const PLACES_KEPT = 50_000;

/**
 * Slows down guessing. A name from one address is stopped after some failed sign-ins within a sliding window. A name from
 * everywhere, and an address for all names, are slowed but never stopped, or guessing would be a way to lock people out;
 * where a name has signed in before, what others guess from elsewhere does not slow it at all. Names that nobody has are
 * counted like others. It lives in this process's memory, so each API process counts for itself.
 */
@Injectable()
export class SignInThrottle {
  private readonly pairs = new GuessBook(GUESS_WINDOW_MS);
  private readonly names = new GuessBook(GUESS_WINDOW_MS);
  private readonly addresses = new GuessBook(GUESS_WINDOW_MS);
  private readonly places = new Set<string>();

  constructor(@Inject(SIGN_IN_CLOCK) private readonly clock: Clock) {}

  /**
   * Counts a guess before it is tried, so that many at once do not slip through together. One that is refused here
   * tells nothing about the password, and is not counted.
   * @throws DomainError TOO_MANY_REQUESTS with `retryAfterSeconds`.
   */
  count(login: string, address: string): void {
    const now = this.clock.now().getTime();
    const network = networkOf(address);
    const pair = pairOf(login, network);
    const waits = [
      stopped(this.pairs.recent(pair, now), now),
      this.places.has(pair) ? 0 : slowed(this.names.recent(login, now), OF_NAME, now),
      slowed(this.addresses.recent(network, now), OF_ADDRESS, now),
    ];
    const wait = Math.max(...waits);
    if (wait > 0) throw tooMany(Math.ceil(wait / 1000));
    this.pairs.add(pair, now);
    this.names.add(login, now);
    this.addresses.add(network, now);
  }

  /** The right password was given: earlier slips of the same person no longer count; what others guessed does. */
  forgive(login: string, address: string): void {
    const network = networkOf(address);
    const pair = pairOf(login, network);
    const slips = this.pairs.recent(pair, this.clock.now().getTime());
    this.pairs.takeBack(pair, slips);
    this.names.takeBack(login, slips);
    this.addresses.takeBack(network, slips);
    this.places.delete(pair);
    this.places.add(pair);
    for (const oldest of this.places) {
      if (this.places.size <= PLACES_KEPT) return;
      this.places.delete(oldest);
    }
  }
}

const pairOf = (login: string, network: string): string => JSON.stringify([login, network]);

/** How long until the oldest guess no longer counts, in ms. */
function stopped(recent: readonly number[], now: number): number {
  const [oldest] = recent;
  return oldest === undefined || recent.length < GUESSES_ALLOWED ? 0 : oldest + GUESS_WINDOW_MS - now;
}

function slowed(recent: readonly number[], { guesses, pauseMs }: Slowing, now: number): number {
  const latest = recent.at(-1);
  return latest === undefined || recent.length < guesses ? 0 : Math.max(0, latest + pauseMs - now);
}

const tooMany = (retryAfterSeconds: number): DomainError => {
  const minutes = Math.ceil(retryAfterSeconds / 60);
  const [zh, en] =
    retryAfterSeconds < 60
      ? [`${retryAfterSeconds} 秒`, `${retryAfterSeconds} s`]
      : [`约 ${minutes} 分钟`, `about ${minutes} min`];
  return new DomainError('TOO_MANY_REQUESTS', {
    detail: {
      zh: `登录失败次数过多，请在${zh}后再试。`,
      en: `Too many failed sign-ins. Try again in ${en}.`,
    },
    extra: { retryAfterSeconds },
  });
};
