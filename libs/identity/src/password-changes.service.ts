import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Clock, type UserActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { IsNull, MoreThan, Not } from 'typeorm';
import { recordAccount } from './account-events.service';
import { AccountMail } from './account-mail.entity';
import { endLinks, tellOwner } from './account-mails.service';
import { weakness } from './guessable-password';
import { mailOfToken } from './link-token';
import { OwnPassword } from './own-password.service';
import { hashPassword } from './passwords';
import { endSessions } from './session-ends';
import { SessionsService, type SignedIn } from './sessions.service';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { requireKeyFor } from './sign-in-keys';
import type { SignInOrigin } from './sign-in-origin';
import { User } from './user.entity';

/** Setting another password, by who knows the old one or has a link that came by mail. All sessions end with it. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsService,
    private readonly ownPassword: OwnPassword,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'signIn'>,
  ) {}

  /**
   * @returns a session in place of all others.
   * @throws DomainError INVALID_REQUEST on `password` where it is not the old one, on `newPassword` where that cannot be ·
   *   TOO_MANY_REQUESTS.
   */
  async change(
    actor: UserActor,
    given: { readonly password: string; readonly newPassword: string },
    origin: SignInOrigin,
  ): Promise<SignedIn> {
    const user = await this.ownPassword.prove(actor, given.password, origin.address);
    refuseWeak('newPassword', given.newPassword, user.login);
    const passwordHash = await hashPassword(given.newPassword);
    await this.database.asActor(actor, (tx) => this.set(tx, actor, user, passwordHash));
    return this.sessions.open({ ...user, passwordHash }, 'password', origin);
  }

  /**
   * Sets the password of whoever the mail went to. They sign in with it then, with their second factor where they have one.
   * @throws DomainError INVALID_REQUEST on `token` where it opens nothing (any more), on `password` where that cannot be: the
   *   link stays good then · GUARD_REFUSED where this desk has no such links.
   */
  async setByLink({ token, password }: { readonly token: string; readonly password: string }): Promise<void> {
    const id = mailOfToken(requireKeyFor('account-mail', this.config), token);
    if (id === null) throw linkIsOver();
    const identity = systemActor('identity');
    const { login } = await this.database.asActor(identity, (tx) => this.ownerOf(tx, id));
    refuseWeak('password', password, login);
    // Outside the transaction: hashing takes tens of milliseconds, for which no connection should be held.
    const passwordHash = await hashPassword(password);
    await this.database.asActor(identity, async (tx) => {
      const user = await this.ownerOf(tx, id);
      await this.set(
        tx,
        {
          kind: 'user',
          userId: user.id,
          displayName: user.displayName,
          roles: [],
          merchantId: user.merchantId,
        },
        user,
        passwordHash,
      );
    });
  }

  /** Whose link it is, held until the transaction ends: of several links of theirs one at a time is used. */
  private async ownerOf(tx: Tx, id: string): Promise<User> {
    const open = { id, endedAt: IsNull(), sentAt: Not(IsNull()), expiresAt: MoreThan(this.clock.now()) };
    const mail = await tx.findOneBy(AccountMail, open);
    if (!mail?.userId) throw linkIsOver();
    const user = await tx.findOne(User, {
      where: { id: mail.userId, disabledAt: IsNull() },
      lock: { mode: 'for_no_key_update' },
    });
    // Asked again now that its owner is held: another link may have been used meanwhile, which ended this one.
    if (!user || !(await tx.existsBy(AccountMail, open))) throw linkIsOver();
    return user;
  }

  private async set(tx: Tx, by: UserActor, user: User, passwordHash: string): Promise<void> {
    const now = this.clock.now();
    const userId = user.id;
    // Another change that came between has ended this one's right to be.
    const { affected } = await tx.update(
      User,
      { id: userId, passwordHash: user.passwordHash },
      { passwordHash },
    );
    if (affected !== 1) throw new DomainError('NOT_SIGNED_IN');
    await endSessions(tx, userId, now);
    await endLinks(tx, userId, now);
    await recordAccount(tx, by, { userId, kind: 'password_set', at: now });
    await tellOwner(tx, user, 'password_changed', now);
  }
}

/** @throws DomainError INVALID_REQUEST on `field`. */
function refuseWeak(field: string, password: string, login: string): void {
  const problem = weakness(password, login);
  if (problem) throw new DomainError('INVALID_REQUEST', { field, detail: problem });
}

const linkIsOver = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'token',
    detail: {
      zh: '此链接无效、已用过或已过期，请重新申请重置密码，或请管理员再次邀请。',
      en: 'This link is wrong, used or too old. Ask for another, or have an admin invite you again.',
    },
  });
