import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Actor, type Clock, type Role, type UserActor } from '@thaw/kernel';
import { CONFIG, Database, type Config } from '@thaw/platform';
import { forgiveFailures } from './code-failures.service';
import { hashToken, newToken } from './opaque-token';
import { passwordMatches } from './passwords';
import { Session, type OpenedBy } from './session.entity';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { keptOrigin, type SignInOrigin } from './sign-in-origin';
import { SignInThrottle } from './sign-in-throttle';
import { User } from './user.entity';
import { rolesInEffect } from './users.query';

/** A request is noted at most this often: one row write a minute and session, not one a request. */
const LAST_SEEN_GRAIN_MS = 60_000;

export interface SignInAttempt extends SignInOrigin {
  readonly login: string;
  readonly password: string;
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
}

/** Signing in and out, and what is signed in. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly throttle: SignInThrottle,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'sessions'>,
  ) {}

  /**
   * @throws DomainError SIGN_IN_FAILED alike for an unknown name, a wrong password and a disabled user ·
   *   TOO_MANY_REQUESTS · FORBIDDEN where the password is right but no role is in effect yet.
   */
  async signIn(attempt: SignInAttempt): Promise<SignedIn> {
    const login = attempt.login.trim().toLowerCase();
    this.throttle.count(login, attempt.address);
    const user = await this.database.asActor(systemActor('identity'), (tx) => tx.findOneBy(User, { login }));
    // Outside the transaction: hashing takes tens of milliseconds, for which no connection should be held.
    const matches = await passwordMatches(user?.passwordHash ?? null, attempt.password);
    if (!user || !matches || user.disabledAt) throw new DomainError('SIGN_IN_FAILED');
    this.throttle.forgive(login, attempt.address);
    return this.open(user, 'password', attempt);
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
        `SELECT s.id AS session_id, s.last_seen_at, s.expires_at, u.id AS user_id, u.display_name, u.merchant_id,
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
      return {
        kind: 'user',
        userId: row.user_id,
        displayName: row.display_name,
        roles: row.roles,
        merchantId: row.merchant_id,
      };
    });
  }

  /** A session for somebody who has just proved by this to be them. @throws DomainError SIGN_IN_FAILED, FORBIDDEN */
  async open(user: User, by: OpenedBy, origin: SignInOrigin): Promise<SignedIn> {
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
    };
    const roles = await this.database.asActor(systemActor('identity'), async (tx) => {
      // Locked against being disabled at this very moment, which would leave the new session alive.
      const [still] = await tx.query<object[]>(
        'SELECT 1 FROM app_user WHERE id = $1 AND disabled_at IS NULL AND password_hash = $2 FOR SHARE',
        [user.id, user.passwordHash],
      );
      if (!still) throw new DomainError('SIGN_IN_FAILED');
      const held = await rolesInEffect(tx, user.id);
      if (held.length === 0) throw noRoleYet();
      await tx.insert(Session, session);
      if (by === 'password') await forgiveFailures(tx, user.login);
      return held;
    });
    const { id: userId, displayName, merchantId } = user;
    return {
      token,
      sessionId: session.id,
      expiresAt: session.expiresAt,
      actor: { kind: 'user', userId, displayName, roles, merchantId },
    };
  }

  private idleSince(now: Date): Date {
    return new Date(now.getTime() - this.config.sessions.idleMs);
  }
}

const noRoleYet = (): DomainError =>
  new DomainError('FORBIDDEN', {
    rule: 'identity.role_in_effect',
    detail: {
      zh: '密码正确，但您还没有生效的角色。请让另一位管理员确认授权。',
      en: 'The password is right, but no role of yours is in effect yet. Ask a second admin to confirm the grant.',
    },
  });
