import { Inject, Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Clock, type UserActor } from '@thaw/kernel';
import { CONFIG, Database, sealSecret, type Config } from '@thaw/platform';
import { recordAccount } from './account-events.service';
import { tellOwner } from './account-mails.service';
import { factorUri, hashRecoveryCode, newFactorSecret, newRecoveryCodes } from './authenticator-code';
import { takeFactorAway } from './lost-factor';
import { lockFactor, proveFactor, type FactorProof } from './prove-factor';
import { OwnPassword } from './own-password.service';
import { SecondFactor } from './second-factor.entity';
import { refuseProof } from './second-factor-refusals';
import { needsFactor } from './second-factor-limits';
import { endSessions, holdAccount } from './session-ends';
import { SessionsService, type SignedIn } from './sessions.service';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { keyFor, requireKeyFor } from './sign-in-keys';
import type { SignInOrigin } from './sign-in-origin';
import { User } from './user.entity';
import { rolesInEffect, userView } from './users.query';

export interface FactorView {
  readonly isEnrolled: boolean;
  /** Whether one has to be enrolled before anything else is open. */
  readonly isRequired: boolean;
  readonly recoveryCodesLeft: number;
}

/** Told only now: what an authenticator reads. */
export interface BegunFactor {
  /** Base32, to be typed. */
  readonly secret: string;
  /** `otpauth://…`, to be shown as a QR code. */
  readonly uri: string;
}

/** Authenticators of staff: enrolled with a first code, with recovery codes for when they are lost. */
@Injectable()
export class SecondFactors {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly ownPassword: OwnPassword,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'signIn'>,
  ) {}

  state(actor: UserActor): Promise<FactorView> {
    return this.database.asActor(actor, async (tx) => {
      const factor = await tx.findOneBy(SecondFactor, { userId: actor.userId });
      const roles = await rolesInEffect(tx, actor.userId);
      const isEnrolled = factor !== null && factor.confirmedAt !== null;
      return {
        isEnrolled,
        isRequired: this.config.signIn.key !== null && needsFactor(this.config.signIn.factorRule, roles),
        recoveryCodesLeft: isEnrolled ? factor.recoveryHashes.length : 0,
      };
    });
  }

  /**
   * A new secret, which counts for nothing until {@link confirm}; one that was begun before is forgotten.
   * @throws DomainError INVALID_REQUEST, TOO_MANY_REQUESTS for the password · GUARD_REFUSED for merchants and where the desk
   *   has no key · ALREADY_EXISTS.
   */
  async begin(
    actor: UserActor,
    given: { readonly password: string; readonly address: string },
  ): Promise<BegunFactor> {
    if (actor.merchantId !== null) throw forStaff();
    const key = requireKeyFor('second-factor', this.config);
    const { id: userId, login } = await this.ownPassword.prove(actor, given.password, given.address);
    const secret = newFactorSecret();
    const now = this.clock.now();
    await this.database.asActor(actor, async (tx) => {
      const [begun] = await tx.query<object[]>(
        `INSERT INTO second_factor (user_id, sealed_secret, begun_at, recovery_hashes) VALUES ($1, $2, $3, '{}')
         ON CONFLICT (user_id) DO UPDATE SET sealed_secret = $2, begun_at = $3, failures = 0, failed_at = NULL
           WHERE second_factor.confirmed_at IS NULL
         RETURNING user_id`,
        [userId, sealSecret(key, userId, secret), now],
      );
      if (!begun) throw enrolledAlready();
    });
    return { secret, uri: factorUri(login, secret) };
  }

  /**
   * The first code is right: from now on one is asked for. All sessions end, and this is a new one that opens every door.
   * @returns also the recovery codes, told only now.
   * @throws DomainError NOT_FOUND where none was begun · ALREADY_EXISTS · INVALID_REQUEST on field `code` · TOO_MANY_REQUESTS.
   */
  async confirm(
    actor: UserActor,
    code: string,
    origin: SignInOrigin,
  ): Promise<{ readonly recoveryCodes: readonly string[]; readonly signedIn: SignedIn }> {
    const now = this.clock.now();
    const recoveryCodes = newRecoveryCodes();
    const { userId } = actor;
    const proof = await this.database.asActor(actor, async (tx) => {
      await holdAccount(tx, userId);
      const factor = await lockFactor(tx, userId);
      if (!factor) throw new DomainError('NOT_FOUND');
      if (factor.confirmedAt) throw enrolledAlready();
      const proved = await proveFactor(tx, keyFor('second-factor', this.config), factor, code, now);
      if (proved.as !== 'right') return proved;
      await tx.update(
        SecondFactor,
        { userId },
        { confirmedAt: now, recoveryHashes: recoveryCodes.map(hashRecoveryCode) },
      );
      await recordAccount(tx, actor, { userId, kind: 'second_factor_enrolled', at: now });
      await tellOwner(tx, await tx.findOneByOrFail(User, { id: userId }), 'second_factor_enrolled', now);
      await endSessions(tx, userId, now);
      return proved;
    });
    refuseProof(proof);
    const user = await this.database.asActor(actor, (tx) => tx.findOneByOrFail(User, { id: userId }));
    return { recoveryCodes, signedIn: await this.sessions.open(user, 'password', origin) };
  }

  /**
   * Ten new recovery codes; those of before are good for nothing.
   * @throws DomainError NOT_FOUND without a second factor · INVALID_REQUEST on field `code` · TOO_MANY_REQUESTS.
   */
  async renewRecoveryCodes(actor: UserActor, code: string): Promise<readonly string[]> {
    const now = this.clock.now();
    const recoveryCodes = newRecoveryCodes();
    const { userId } = actor;
    const proof = await this.database.asActor(actor, async (tx): Promise<FactorProof> => {
      const factor = await lockFactor(tx, userId);
      if (!factor?.confirmedAt) throw new DomainError('NOT_FOUND');
      const proved = await proveFactor(tx, keyFor('second-factor', this.config), factor, code, now);
      if (proved.as !== 'right') return proved;
      await tx.update(SecondFactor, { userId }, { recoveryHashes: recoveryCodes.map(hashRecoveryCode) });
      await recordAccount(tx, actor, { userId, kind: 'recovery_codes_renewed', at: now });
      await tellOwner(tx, await tx.findOneByOrFail(User, { id: userId }), 'recovery_codes_renewed', now);
      return proved;
    });
    refuseProof(proof);
    return recoveryCodes;
  }

  /**
   * See {@link takeFactorAway}.
   * @throws DomainError NOT_FOUND · GUARD_REFUSED for oneself.
   */
  async reset(actor: Actor, userId: string): Promise<void> {
    if (actor.kind === 'user' && actor.userId === userId) throw notOneself();
    const now = this.clock.now();
    await this.database.asActor(actor, async (tx) => {
      await takeFactorAway(tx, actor, await userView(tx, userId), now);
    });
  }
}

const forStaff = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.second_factor_of_staff',
    detail: {
      zh: '动态验证码只用于员工账号。',
      en: 'Second factors are for staff.',
    },
  });

const enrolledAlready = (): DomainError =>
  new DomainError('ALREADY_EXISTS', {
    detail: {
      zh: '您已启用动态验证码。更换手机时，请让管理员先重置。',
      en: 'You have a second factor. To move to another device, ask an admin to reset it first.',
    },
  });

const notOneself = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.not_oneself',
    detail: {
      zh: '不能重置自己的动态验证码，请让另一位管理员操作。',
      en: 'You cannot reset your own second factor. Ask another admin.',
    },
  });
