import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Clock } from '@thaw/kernel';
import { SIGN_IN_CLOCK } from './sign-in-clock';

export const GUESSES_ALLOWED = 10;
export const GUESS_WINDOW_MS = 15 * 60_000;
/** Bounds the memory that an attacker with ever new names can take; the oldest pairs are forgotten first. */
const PAIRS_KEPT = 50_000;

/**
 * Slows down guessing: so many failed sign-ins per name and address within a sliding window. It lives in this process's
 * memory, so each API process counts for itself.
 */
@Injectable()
export class SignInThrottle {
  /** In order of the latest guess, since a pair is put back at the end with each. */
  private readonly guesses = new Map<string, readonly number[]>();

  constructor(@Inject(SIGN_IN_CLOCK) private readonly clock: Clock) {}

  /**
   * Counts a guess before it is tried, so that many at once do not slip through together.
   * @throws DomainError TOO_MANY_REQUESTS with `retryAfterSeconds`.
   */
  count(login: string, address: string): void {
    const now = this.clock.now().getTime();
    const pair = JSON.stringify([login, address]);
    const recent = (this.guesses.get(pair) ?? []).filter((at) => at > now - GUESS_WINDOW_MS);
    const [oldest] = recent;
    if (oldest !== undefined && recent.length >= GUESSES_ALLOWED) {
      throw tooMany(Math.ceil((oldest + GUESS_WINDOW_MS - now) / 1000));
    }
    this.guesses.delete(pair);
    this.guesses.set(pair, [...recent, now]);
    this.forgetOld(now);
  }

  /** The right password was given: earlier slips of the same person no longer count. */
  forgive(login: string, address: string): void {
    this.guesses.delete(JSON.stringify([login, address]));
  }

  private forgetOld(now: number): void {
    for (const [pair, times] of this.guesses) {
      const latest = times.at(-1) ?? 0;
      if (latest > now - GUESS_WINDOW_MS && this.guesses.size <= PAIRS_KEPT) return;
      this.guesses.delete(pair);
    }
  }
}

const tooMany = (retryAfterSeconds: number): DomainError => {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60));
  return new DomainError('TOO_MANY_REQUESTS', {
    detail: {
      zh: `登录失败次数过多，请在约 ${minutes} 分钟后再试。`,
      en: `Too many failed sign-ins. Try again in about ${minutes} min.`,
    },
    extra: { retryAfterSeconds },
  });
};
