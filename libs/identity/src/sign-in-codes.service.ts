import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Clock, type Locale } from '@thaw/kernel';
import { CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import { codeOf, isCode } from './code-of';
import { SessionsService, type SignedIn } from './sessions.service';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { SignInCode } from './sign-in-code.entity';
import { SignInThrottle } from './sign-in-throttle';
import { User } from './user.entity';

const LIFE_MS = 5 * 60_000;
/** Of one code; then another has to be asked for. */
const TRIES = 5;
/** Between two text messages to one person, and at most in an hour. */
const PAUSE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MOST_AN_HOUR = 5;
const KEPT_MS = 24 * HOUR_MS;

const IDENTITY = systemActor('identity');

/** A code that is to be sent now, and to whom. */
export interface DueCode {
  readonly id: string;
  readonly userId: string;
  readonly locale: Locale;
  readonly code: string;
}

/** Signing in by a code that comes by text message, for merchants' people. Staff have their passwords alone. */
@Injectable()
export class SignInCodes {
  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
    private readonly sessions: SessionsService,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sms'>,
  ) {}

  /**
   * Asks for a code. Whoever the name belongs to, or nobody, the same is written and answered: who is a merchant's cannot
   * be found out. One that is asked for too soon is not sent.
   * @throws DomainError TOO_MANY_REQUESTS, GUARD_REFUSED where this desk sends no text messages.
   */
  async request(attempt: { readonly login: string; readonly address: string }): Promise<void> {
    secretOf(this.config);
    const login = attempt.login.trim().toLowerCase();
    this.throttle.count(login, attempt.address);
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
        expiresAt: new Date(now.getTime() + LIFE_MS),
        tries: 0,
        endedAt: null,
      };
      await tx.insert(SignInCode, code);
      await requestJob(tx, 'sign_in_code.send', { codeId: code.id });
    });
  }

  /**
   * @throws DomainError SIGN_IN_FAILED alike for an unknown name, a wrong, old, used or worn-out code and a disabled user ·
   *   TOO_MANY_REQUESTS.
   */
  async signIn(attempt: {
    readonly login: string;
    readonly code: string;
    readonly address: string;
  }): Promise<SignedIn> {
    const secret = secretOf(this.config);
    const login = attempt.login.trim().toLowerCase();
    this.throttle.count(login, attempt.address);
    const now = this.clock.now();
    // What fails is counted, so that nothing is thrown before the count is committed.
    const user = await this.database.asActor(IDENTITY, async (tx) => {
      const code = await tx.findOne(SignInCode, {
        where: { login, endedAt: IsNull(), expiresAt: MoreThan(now) },
        lock: { mode: 'pessimistic_write' },
      });
      if (!code || code.tries >= TRIES) return null;
      const isRight = isCode(secret, code.id, attempt.code) && code.userId !== null;
      await tx.update(SignInCode, { id: code.id }, { tries: code.tries + 1, endedAt: isRight ? now : null });
      return isRight ? tx.findOneBy(User, { id: code.userId as string, disabledAt: IsNull() }) : null;
    });
    if (!user) throw new DomainError('SIGN_IN_FAILED');
    this.throttle.forgive(login, attempt.address);
    return this.sessions.open(user);
  }
}

/** @returns what is to be sent; null where it is over, or nobody's. */
export async function codeToSend(
  tx: Tx,
  { sms }: Pick<Config, 'sms'>,
  id: string,
  now: Date,
): Promise<DueCode | null> {
  const found = await tx.findOneBy(SignInCode, { id, endedAt: IsNull(), expiresAt: MoreThan(now) });
  if (!sms || !found?.userId) return null;
  const user = await tx.findOneBy(User, { id: found.userId, disabledAt: IsNull() });
  return user && { id, userId: user.id, locale: user.locale, code: codeOf(sms.secret, id) };
}

async function isDue(tx: Tx, login: string, now: Date): Promise<boolean> {
  const recent = await tx.find(SignInCode, {
    where: { login, createdAt: MoreThan(before(now, HOUR_MS)) },
    order: { createdAt: 'DESC' },
  });
  const [latest] = recent;
  return recent.length < MOST_AN_HOUR && (!latest || latest.createdAt <= before(now, PAUSE_MS));
}

const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

function secretOf({ sms }: Pick<Config, 'sms'>): Buffer {
  if (sms) return sms.secret;
  throw new DomainError('GUARD_REFUSED', {
    detail: {
      zh: '本系统未开通短信登录，请用密码登录。',
      en: 'Signing in by code is not set up here: sign in with your password.',
    },
  });
}
