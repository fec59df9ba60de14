import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, type Actor, type Clock } from '@thaw/kernel';
import { CONFIG, Database, type Config } from '@thaw/platform';
import { recordAccount } from '../account-events.service';
import { endLinks, tellOwner } from '../account-mails.service';
import { hashPassword, unknownPassword } from '../passwords';
import { endSessions } from '../session-ends';
import { SIGN_IN_CLOCK } from '../sign-in-clock';
import { User } from '../user.entity';
import { SsoIdentity } from './sso-identity.entity';

/** Which account somebody of the identity provider has here, where it was there before them. */
@Injectable()
export class SsoLinks {
  constructor(
    private readonly database: Database,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'oidc'>,
  ) {}

  /**
   * From now on this subject signs in as this user, and by the provider alone: the password of before and links that were
   * sent open nothing any more, or whoever the provider lets go would come by them. Their sessions end, and they are told.
   * @throws DomainError NOT_FOUND · GUARD_REFUSED without a provider, for oneself and for merchants · ALREADY_EXISTS where the
   *   subject is another's.
   */
  async link(actor: Actor, userId: string, subject: string): Promise<void> {
    const { oidc } = this.config;
    if (!oidc) throw noProvider();
    if (actor.kind === 'user' && actor.userId === userId) throw notOneself();
    const at = this.clock.now();
    // Outside the transaction: hashing takes tens of milliseconds, for which no connection should be held.
    const passwordHash = await hashPassword(unknownPassword());
    await this.database.asActor(actor, async (tx) => {
      const user = await tx.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
      if (!user) throw new DomainError('NOT_FOUND');
      if (user.merchantId) throw forStaff();
      const { issuer } = oidc;
      const taken = await tx.findOneBy(SsoIdentity, { issuer, subject });
      if (taken && taken.userId !== userId) throw takenAlready();
      if (taken) return;
      await tx.delete(SsoIdentity, { userId });
      await tx.insert(SsoIdentity, { issuer, subject, userId, linkedBy: actorRef(actor), linkedAt: at });
      await recordAccount(tx, actor, { userId, kind: 'sso_linked', at });
      await tx.update(User, { id: userId }, { passwordHash });
      await endLinks(tx, userId, at);
      await endSessions(tx, userId, at);
      await tellOwner(tx, user, 'sso_linked', at);
    });
  }

  /** A second call changes nothing. @throws DomainError NOT_FOUND where there is no such user. */
  async unlink(actor: Actor, userId: string): Promise<void> {
    const at = this.clock.now();
    await this.database.asActor(actor, async (tx) => {
      if (!(await tx.existsBy(User, { id: userId }))) throw new DomainError('NOT_FOUND');
      const { affected } = await tx.delete(SsoIdentity, { userId });
      if (affected !== 1) return;
      await recordAccount(tx, actor, { userId, kind: 'sso_unlinked', at });
      await endSessions(tx, userId, at);
    });
  }
}

const noProvider = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.sso',
    detail: { zh: '本系统未设置单点登录。', en: 'Single sign-on is not set up here.' },
  });

const forStaff = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.sso_of_staff',
    detail: { zh: '单点登录只用于员工账号。', en: 'Single sign-on is for staff.' },
  });

const notOneself = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.not_oneself',
    detail: {
      zh: '不能关联自己的账号，请让另一位管理员操作。',
      en: 'You cannot link your own account. Ask another admin.',
    },
  });

const takenAlready = (): DomainError =>
  new DomainError('ALREADY_EXISTS', {
    field: 'subject',
    detail: { zh: '该身份已关联另一个账号。', en: 'This subject is linked to another account.' },
  });
