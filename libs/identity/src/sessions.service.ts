import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Actor, type Clock, type Role, type UserActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { IsNull, Not } from 'typeorm';
import { recordAccount } from './account-events.service';
import { tellOwner } from './account-mails.service';
import { forgiveFailures } from './code-failures.service';
import { hashToken, newToken } from './opaque-token';
import { passwordMatches } from './passwords';
import { lockFactor, proveFactor } from './prove-factor';
import { SecondFactor } from './second-factor.entity';
import { needsFactor } from './second-factor-limits';
import { tooManyCodes } from './second-factor-refusals';
import { Session, type OpenedBy } from './session.entity';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { keyFor } from './sign-in-keys';
import { keptOrigin, type SignInOrigin } from './sign-in-origin';
import { SignInThrottle } from './sign-in-throttle';
import { User } from './user.entity';
import { rolesInEffect } from './users.query';

/** A request is noted at most this often: one row write a minute and session, not one a request. */
const LAST_SEEN_GRAIN_MS = 60_000;

export interface SignInAttempt extends SignInOrigin {
  readonly login: string;
  readonly password: string;
  /** Of the authenticator, or a recovery code, where the user has a second factor. */
  readonly code?: string | undefined;
}

export interface SignedIn {
  /** Told only now. */
  readonly token: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
  readonly actor: UserActor;
}

/** What {@link SessionsService.holderOf} reads in one go, since every request passes there. */
interface HolderRow {
  readonly session_id: string;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly user_id: string;
  readonly display_name: string;
  readonly merchant_id: string | null;
  readonly roles: Role[];
  readonly is_enrolling: boolean;
}

/** Signing in and out, and what is signed in. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sessions' | 'signIn'>,
  ) {}

  /**
   * @throws DomainError SIGN_IN_FAILED alike for an unknown name, a wrong password and a disabled user ·
   *   SECOND_FACTOR_NEEDED where the password is right and a code is wanted · TOO_MANY_REQUESTS · FORBIDDEN where no role is in
   *   effect yet.
   */
  async signIn(attempt: SignInAttempt): Promise<SignedIn> {
    const login = attempt.login.trim().toLowerCase();
    await this.throttle.count(login, attempt.address);
    const user = await this.database.asActor(systemActor('identity'), (tx) => tx.findOneBy(User, { login }));
    // Outside the transaction: hashing takes tens of milliseconds, for which no connection should be held.
    const matches = await passwordMatches(user?.passwordHash ?? null, attempt.password);
    if (!user || !matches || user.disabledAt) throw new DomainError('SIGN_IN_FAILED');
    const isProved = await this.proveFactor(user, attempt.code);
    await this.throttle.forgive(login, attempt.address);
    return this.open(user, 'password', attempt, isProved);
  }

  /** The session of this token ends; a token that opens nothing is left as it is. */
  async signOut(token: string, actor: Actor = systemActor('identity')): Promise<void> {
    await this.database.asActor(actor, (tx) =>
      tx.query('UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL', [
        hashToken(token),
        this.clock.now(),
      ]),
    );
  }

  /** Who holds this session, with the roles in effect now; null where it is unknown, over, idle or its user disabled. */
  async holderOf(token: string, isUsed = true): Promise<UserActor | null> {
    const now = this.clock.now();
    return this.database.asActor(systemActor('identity'), async (tx) => {
      const [row] = await tx.query<HolderRow[]>(
        `SELECT s.id AS session_id, s.last_seen_at, s.expires_at, u.id AS user_id, u.display_name, u.merchant_id, s.is_enrolling,
           ARRAY(SELECT r.role FROM user_role r
                 WHERE r.user_id = u.id AND r.confirmed_at IS NOT NULL ORDER BY r.role) AS roles
         FROM session s JOIN app_user u ON u.id = s.user_id
         WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND u.disabled_at IS NULL`,
        [hashToken(token)],
      );
      if (!row || row.expires_at <= now || row.last_seen_at <= this.idleSince(now)) return null;
      const before = new Date(now.getTime() - LAST_SEEN_GRAIN_MS);
      if (isUsed && row.last_seen_at <= before) {
        await tx.query('UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at <= $3', [
          row.session_id,
          now,
          before,
        ]);
      }
      const { user_id: userId, display_name: displayName, merchant_id: merchantId } = row;
      return userActor({ userId, displayName, merchantId }, row.roles, row.is_enrolling);
    });
  }

  /**
   * A session for somebody who has just proved by this to be them.
   * @param isFactorProved whether they gave a code, if they have a second factor.
   * @throws DomainError SIGN_IN_FAILED, FORBIDDEN
   */
  async open(user: User, by: OpenedBy, origin: SignInOrigin, isFactorProved = true): Promise<SignedIn> {
    const now = this.clock.now();
    const token = newToken('ths');
    const session: Session = {
      id: randomUUID(),
      tokenHash: hashToken(token),
      userId: user.id,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + this.config.sessions.lifeMs),
      revokedAt: null,
      openedBy: by,
      ...keptOrigin(origin),
      isEnrolling: false,
      sealedIdToken: null,
      providerSession: null,
    };
    const roles = await this.database.asActor(systemActor('identity'), async (tx) => {
      // Locked against being disabled at this very moment, or getting roles or a second factor: what ends all sessions then
      // waits for this one and ends it, or has come before and is seen here.
      const [still] = await tx.query<object[]>(
        'SELECT 1 FROM app_user WHERE id = $1 AND disabled_at IS NULL AND password_hash = $2 FOR SHARE',
        [user.id, user.passwordHash],
      );
      if (!still || (!isFactorProved && (await hasFactor(tx, user.id))))
        throw new DomainError('SIGN_IN_FAILED');
      const held = await rolesInEffect(tx, user.id);
      if (held.length === 0) throw noRoleYet(by);
      if (by === 'password') session.isEnrolling = await this.mustEnrol(tx, user.id, held);
      await tx.insert(Session, session);
      if (by === 'password') await forgiveFailures(tx, user.login);
      return held;
    });
    const { id: userId, displayName, merchantId } = user;
    return {
      token,
      sessionId: session.id,
      expiresAt: session.expiresAt,
      actor: userActor({ userId, displayName, merchantId }, roles, session.isEnrolling),
    };
  }

  /**
   * Whoever comes here knows the password. What failed is committed before anything is thrown.
   * @returns whether a code was right; false: they have no second factor.
   * @throws DomainError SECOND_FACTOR_NEEDED · SIGN_IN_FAILED · TOO_MANY_REQUESTS
   */
  private async proveFactor(user: User, code: string | undefined): Promise<boolean> {
    const now = this.clock.now();
    const owner = userActor({ userId: user.id, ...user }, [], false);
    const proof = await this.database.asActor(owner, async (tx) => {
      const factor = await lockFactor(tx, user.id);
      if (!factor?.confirmedAt) return null;
      if (code === undefined) throw new DomainError('SECOND_FACTOR_NEEDED');
      const proved = await proveFactor(tx, keyFor('second-factor', this.config), factor, code, now);
      if (proved.as === 'right' && proved.by === 'recovery_code') {
        await recordAccount(tx, owner, { userId: user.id, kind: 'recovery_code_used', at: now });
        await tellOwner(tx, user, 'recovery_code_used', now);
      }
      return proved;
    });
    if (proof?.as === 'too_many') throw tooManyCodes(proof.waitMs);
    if (proof?.as === 'wrong') throw new DomainError('SIGN_IN_FAILED');
    return proof !== null;
  }

  /** Without a key nobody can. */
  private async mustEnrol(tx: Tx, userId: string, roles: readonly Role[]): Promise<boolean> {
    const { key, factorRule } = this.config.signIn;
    if (key === null || !needsFactor(factorRule, roles)) return false;
    return !(await hasFactor(tx, userId));
  }

  private idleSince(now: Date): Date {
    return new Date(now.getTime() - this.config.sessions.idleMs);
  }
}

const hasFactor = (tx: Tx, userId: string): Promise<boolean> =>
  tx.existsBy(SecondFactor, { userId, confirmedAt: Not(IsNull()) });

const userActor = (
  { userId, displayName, merchantId }: Pick<UserActor, 'userId' | 'displayName' | 'merchantId'>,
  roles: readonly Role[],
  isEnrolling: boolean,
): UserActor =>
  isEnrolling
    ? { kind: 'user', userId, displayName, roles: [], merchantId, isEnrolling }
    : { kind: 'user', userId, displayName, roles, merchantId };

const noRoleYet = (by: OpenedBy): DomainError =>
  new DomainError('FORBIDDEN', {
    rule: 'identity.role_in_effect',
    detail: {
      zh: `${by === 'password' ? '密码正确' : '身份已确认'}，但您还没有生效的角色。请让另一位管理员确认授权。`,
      en: `${by === 'password' ? 'The password is right' : 'You are known'}, but no role of yours is in effect yet. Ask a second admin to confirm the grant.`,
    },
  });
