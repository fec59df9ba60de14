import { createHash, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Clock } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { GUESS_WINDOW_MS, OF_ADDRESS, OF_NAME, slowed, stopped } from './guess-limits';
import { networkOf } from './network-of';
import { RefusedUntil } from './refused-until';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { SignInGuess } from './sign-in-guess.entity';

const IDENTITY = systemActor('identity');
/** What is over is removed a few at a time, by whoever guesses. */
const REMOVED_AT_ONCE = 50;
/** Clocks of processes differ by less. A guess that is later was counted by a clock that was wrong, and counts no more. */
const SKEW_MS = 60_000;

/**
 * Slows down guessing. A name from one address is stopped after some failed sign-ins within a sliding window. A name from
 * everywhere, and an address for all names, are slowed but never stopped, or guessing would be a way to lock people out;
 * where a name has signed in before, what others guess from elsewhere does not slow it at all. Names that nobody has are
 * counted like others. All processes count together, in the database; whoever is signed in costs nothing there.
 */
@Injectable()
export class SignInThrottle {
  private readonly refused = new RefusedUntil();

  constructor(
    private readonly database: Database,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Counts a guess before it is tried, so that many at once do not slip through together. One that is refused here
   * tells nothing about the password, and is not counted.
   * @throws DomainError TOO_MANY_REQUESTS with `retryAfterSeconds`.
   */
  async count(login: string, address: string): Promise<void> {
    const now = this.clock.now();
    const network = networkOf(address);
    const pair = JSON.stringify([login, network]);
    const known = Math.max(this.refused.wait(pair, now.getTime()), this.refused.wait(network, now.getTime()));
    if (known > 0) throw tooMany(known);
    const guess = [hashOf('login', login), hashOf('network', network)] as const;
    await this.database.asActor(IDENTITY, async (tx) => {
      await hold(tx, guess);
      const since = new Date(now.getTime() - GUESS_WINDOW_MS);
      const [found] = await tx.query<CountedRow[]>(COUNTED, [
        ...guess,
        since,
        new Date(now.getTime() + SKEW_MS),
      ]);
      const counts = countsOf(found);
      const ofName = slowed(counts.name, OF_NAME, now.getTime());
      const ofThem = Math.max(
        stopped(counts.pair, now.getTime()),
        ofName > 0 && (await hasBeenAt(tx, login, network)) ? 0 : ofName,
      );
      const ofAll = slowed(counts.all, OF_ADDRESS, now.getTime());
      if (ofThem > 0) this.refused.note(pair, now.getTime() + ofThem, now.getTime());
      if (ofAll > 0) this.refused.note(network, now.getTime() + ofAll, now.getTime());
      if (ofThem + ofAll > 0) throw tooMany(Math.max(ofThem, ofAll));
      await tx.insert(SignInGuess, { id: randomUUID(), login: guess[0], network: guess[1], at: now });
      await tx.query(OVER, [since, REMOVED_AT_ONCE]);
    });
  }

  /** The right password was given: earlier slips of the same person no longer count; what others guessed does. */
  async forgive(login: string, address: string): Promise<void> {
    const guess = { login: hashOf('login', login), network: hashOf('network', networkOf(address)) };
    await this.database.asActor(IDENTITY, (tx) => tx.delete(SignInGuess, guess));
  }
}

interface CountedRow {
  readonly pair: number;
  readonly pair_oldest: Date | null;
  readonly name: number;
  readonly name_latest: Date | null;
  readonly all: number;
  readonly all_latest: Date | null;
}

/** $1 name, $2 network, $3 from, $4 to. */
const COUNTED = `
SELECT * FROM
  (SELECT count(*)::int AS pair, min(at) AS pair_oldest FROM sign_in_guess
   WHERE login = $1 AND network = $2 AND at > $3 AND at < $4) p,
  (SELECT count(*)::int AS name, max(at) AS name_latest FROM sign_in_guess WHERE login = $1 AND at > $3 AND at < $4) n,
  (SELECT count(*)::int AS "all", max(at) AS all_latest FROM sign_in_guess WHERE network = $2 AND at > $3 AND at < $4) a`;

const OVER = `
DELETE FROM sign_in_guess WHERE id IN
  (SELECT id FROM sign_in_guess WHERE at <= $1 ORDER BY at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

function countsOf(row: CountedRow | undefined) {
  const ms = (at: Date | null | undefined): number | null => at?.getTime() ?? null;
  return {
    pair: { count: row?.pair ?? 0, oldest: ms(row?.pair_oldest) },
    name: { count: row?.name ?? 0, latest: ms(row?.name_latest) },
    all: { count: row?.all ?? 0, latest: ms(row?.all_latest) },
  };
}

/** One after the other, by name and by network: each knows of those before it. In one order, so that nobody waits in a ring. */
async function hold(tx: Tx, guess: readonly Buffer[]): Promise<void> {
  const [first, second] = guess.map((hash) => hash.readBigInt64BE()).sort((a, b) => (a < b ? -1 : 1));
  await tx.query('SELECT pg_advisory_xact_lock($1), pg_advisory_xact_lock($2)', [
    String(first),
    String(second),
  ]);
}

/** Whether somebody of this name has signed in there before, as long as sessions are kept. */
async function hasBeenAt(tx: Tx, login: string, network: string): Promise<boolean> {
  const rows = await tx.query<{ address: string }[]>(
    `SELECT DISTINCT s.address FROM session s JOIN app_user u ON u.id = s.user_id
     WHERE u.login = $1 AND s.address IS NOT NULL`,
    [login],
  );
  return rows.some(({ address }) => networkOf(address) === network);
}

const hashOf = (kind: 'login' | 'network', text: string): Buffer =>
  createHash('sha256')
    .update(JSON.stringify([kind, text]))
    .digest();

const tooMany = (waitMs: number): DomainError => {
  const retryAfterSeconds = Math.ceil(waitMs / 1000);
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
