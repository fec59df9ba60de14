import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, Zone, systemActor, type Clock, type Locale } from '@thaw/kernel';
import { CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { IsNull, LessThan, MoreThan, MoreThanOrEqual, Not } from 'typeorm';
import { countFailure, failuresAt, lockFailuresAt } from './code-failures.service';
import { CODE_LIMITS, isOpen, mayAsk, mayText } from './code-limits';
import { codeOf, isCode } from './code-of';
import { SessionsService, type SignedIn } from './sessions.service';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { SignInCode } from './sign-in-code.entity';
import type { SignInOrigin } from './sign-in-origin';
import { SignInThrottle } from './sign-in-throttle';
import { User } from './user.entity';

const HOUR_MS = 3_600_000;
/** As long as the longest local day and more, since its messages are counted. */
const KEPT_MS = 48 * HOUR_MS;

const IDENTITY = systemActor('identity');

/** A code that is to be sent now, and to whom. */
export interface DueCode {
  readonly id: string;
  readonly to: string;
  readonly locale: Locale;
  readonly code: string;
}

/** The number of somebody's telephone, if there is one; numbers are another room's. */
export type NumberOf = (tx: Tx, userId: string) => Promise<string | null>;

/** Signing in by a code that comes by text message, for merchants' people. Staff have their passwords alone. */
@Injectable()
export class SignInCodes {
  private readonly zone: Zone;

  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
    private readonly sessions: SessionsService,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sms' | 'timeZone' | 'cardKey'>,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * Asks for a code. Whoever the name belongs to, or nobody, the same is written and answered: who is a merchant's cannot
   * be found out. One that is asked for too soon is not made, and one that no limit leaves room for is not sent.
   * @throws DomainError TOO_MANY_REQUESTS, GUARD_REFUSED where this desk sends no text messages.
   */
  async request(attempt: { readonly login: string; readonly address: string }): Promise<void> {
    needSms(this.config);
    const login = attempt.login.trim().toLowerCase();
    await this.throttle.count(login, attempt.address);
    const now = this.clock.now();
    await this.database.asActor(IDENTITY, async (tx) => {
      await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sign_in_code/' || $1, 0))`, [login]);
      await tx.delete(SignInCode, { createdAt: LessThan(before(now, KEPT_MS)) });
      if (!(await isDue(tx, login, now))) return;
      await tx.update(SignInCode, { login, endedAt: IsNull() }, { endedAt: now });
      const user = await tx.findOneBy(User, { login, disabledAt: IsNull() });
      const code: SignInCode = {
        id: randomUUID(),
        login,
        userId: user?.merchantId ? user.id : null,
        createdAt: now,
        expiresAt: new Date(now.getTime() + CODE_LIMITS.lifeMs),
        tries: 0,
        sentTo: null,
        sentAt: null,
        endedAt: null,
      };
      await tx.insert(SignInCode, code);
      await requestJob(tx, 'sign_in_code.send', { codeId: code.id });
    });
  }

  /**
   * @throws DomainError SIGN_IN_FAILED alike for an unknown name, a wrong, old, used or worn-out code, one that was not
   *   sent, a disabled user and where codes are closed · TOO_MANY_REQUESTS.
   */
  async signIn(attempt: SignInOrigin & { readonly login: string; readonly code: string }): Promise<SignedIn> {
    needSms(this.config);
    const { key: secret } = this.config.cardKey;
    const login = attempt.login.trim().toLowerCase();
    await this.throttle.count(login, attempt.address);
    const now = this.clock.now();
    // What fails is counted, so that nothing is thrown before the count is committed.
    const user = await this.database.asActor(IDENTITY, async (tx) => {
      const code = await tx.findOne(SignInCode, {
        where: { login, endedAt: IsNull(), expiresAt: MoreThan(now) },
        lock: { mode: 'pessimistic_write' },
      });
      if (!code || code.tries >= CODE_LIMITS.triesOfCode) return null;
      const failed = await lockFailuresAt(tx, login);
      const today = this.zone.dayOf(now.getTime());
      const isSent = code.userId !== null && code.sentAt !== null;
      const isRight = isCode(secret, code.id, attempt.code) && isSent && isOpen(failed, today);
      await tx.update(SignInCode, { id: code.id }, { tries: code.tries + 1, endedAt: isRight ? now : null });
      if (isRight) return tx.findOneBy(User, { id: code.userId as string, disabledAt: IsNull() });
      await countFailure(tx, code, failed, today);
      return null;
    });
    if (!user) throw new DomainError('SIGN_IN_FAILED');
    await this.throttle.forgive(login, attempt.address);
    return this.sessions.open(user, 'code', attempt);
  }
}

/**
 * What is to be sent; it counts as sent to its number from here, since a try whose end is not known may have gone out.
 * @returns null where it is over or was sent, is nobody's or of somebody without a number, or where a limit is reached.
 */
export async function codeToSend(
  tx: Tx,
  { sms, timeZone, cardKey }: Pick<Config, 'sms' | 'timeZone' | 'cardKey'>,
  id: string,
  now: Date,
  numberOf: NumberOf,
): Promise<DueCode | null> {
  const found = await tx.findOneBy(SignInCode, {
    id,
    endedAt: IsNull(),
    sentAt: IsNull(),
    expiresAt: MoreThan(now),
  });
  if (!sms || !found?.userId) return null;
  const user = await tx.findOneBy(User, { id: found.userId, disabledAt: IsNull() });
  if (!user) return null;
  const to = await numberOf(tx, user.id);
  if (to === null) return null;
  const zone = new Zone(timeZone);
  const today = zone.dayOf(now.getTime());
  if (!isOpen(await failuresAt(tx, found.login), today)) return null;
  if (!mayText(await textsTo(tx, to, id, new Date(zone.startOfDay(today))))) return null;
  await tx.update(SignInCode, { id }, { sentTo: to });
  return { id, to, locale: user.locale, code: codeOf(cardKey.key, id) };
}

/** The gateway has it: from now on it is right. */
export async function codeWasSent(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.update(SignInCode, { id, sentAt: IsNull() }, { sentAt: now });
}

/** How many others went to this number since, or may have. One at a time, or two would both find the last place free. */
async function textsTo(tx: Tx, to: string, id: string, since: Date): Promise<number> {
  await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('sign_in_code.sent_to/' || $1, 0))`, [to]);
  return tx.countBy(SignInCode, { sentTo: to, createdAt: MoreThanOrEqual(since), id: Not(id) });
}

async function isDue(tx: Tx, login: string, now: Date): Promise<boolean> {
  const recent = await tx.find(SignInCode, {
    where: { login, createdAt: MoreThan(before(now, HOUR_MS)) },
    order: { createdAt: 'DESC' },
  });
  return mayAsk(
    recent.map(({ createdAt }) => createdAt),
    now,
  );
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

function needSms({ sms }: Pick<Config, 'sms'>): void {
  if (sms) return;
  throw new DomainError('GUARD_REFUSED', {
    detail: {
      zh: '本系统未开通短信登录，请用密码登录。',
      en: 'Signing in by code is not set up here: sign in with your password.',
    },
  });
}
