import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, type Actor, type Clock, type Role } from '@thaw/kernel';
import { Database, requestJob } from '@thaw/platform';
import { recordAccount } from './account-events.service';
import { grantOf, roleFits } from './role-rules';
import { endSessions, holdAccount } from './session-ends';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { UserRole } from './user-role.entity';
import { User } from './user.entity';
import { userView, type UserView } from './users.query';

/** Who may become what. Nobody touches their own roles, and the weighty ones take two admins. */
@Injectable()
export class RoleGrantsService {
  constructor(
    private readonly database: Database,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Grants a role; supervisor, reviewer and risk officer wait for a second admin. Granting again changes nothing. Whose
   * roles are others signs in anew: all their sessions end.
   * @throws DomainError SEPARATION_OF_DUTIES for one's own roles · NOT_FOUND · GUARD_REFUSED for a disabled user ·
   *   INVALID_REQUEST where the role does not fit the user.
   */
  async grant(actor: Actor, userId: string, role: Role): Promise<UserView> {
    refuseOwn(actor, userId);
    return this.database.asActor(actor, async (tx) => {
      const user = await tx.findOne(User, { where: { id: userId }, lock: { mode: 'for_no_key_update' } });
      if (!user) throw new DomainError('NOT_FOUND');
      refuseDisabled(user);
      roleFits('role', role, user.merchantId !== null);
      const at = this.clock.now();
      const wanted = grantOf(actorRef(actor), userId, role, at);
      if (await tx.existsBy(UserRole, { userId, role })) return userView(tx, userId);
      await tx.createQueryBuilder().insert().into(UserRole).values(wanted).orIgnore().execute();
      await recordAccount(tx, actor, { userId, kind: 'role_granted', at, data: { role } });
      if (wanted.confirmedAt) await endSessions(tx, userId, at);
      await requestJob(tx, 'people.changed', {});
      return userView(tx, userId);
    });
  }

  /**
   * The second admin's word, from which the role is in effect. Confirming again changes nothing.
   * @throws DomainError SEPARATION_OF_DUTIES for one's own roles and for whoever granted · NOT_FOUND ·
   *   GUARD_REFUSED for a disabled user.
   */
  async confirm(actor: Actor, userId: string, role: Role): Promise<UserView> {
    refuseOwn(actor, userId);
    return this.database.asActor(actor, async (tx) => {
      const user = await tx.findOne(User, { where: { id: userId }, lock: { mode: 'for_no_key_update' } });
      const grant = await tx.findOne(UserRole, {
        where: { userId, role },
        lock: { mode: 'pessimistic_write' },
      });
      if (!user || !grant) throw new DomainError('NOT_FOUND');
      if (!grant.confirmedAt) {
        refuseDisabled(user);
        if (grant.grantedBy === actorRef(actor)) throw notWhoGranted();
        const at = this.clock.now();
        await tx.update(UserRole, { userId, role }, { confirmedBy: actorRef(actor), confirmedAt: at });
        await recordAccount(tx, actor, { userId, kind: 'role_confirmed', at, data: { role } });
        await endSessions(tx, userId, at);
        await requestJob(tx, 'people.changed', {});
      }
      return userView(tx, userId);
    });
  }

  /**
   * Takes a role back, in effect or not, at once. A role that is not held is left as it is.
   * @throws DomainError SEPARATION_OF_DUTIES for one's own roles · NOT_FOUND.
   */
  async withdraw(actor: Actor, userId: string, role: Role): Promise<UserView> {
    refuseOwn(actor, userId);
    const at = this.clock.now();
    return this.database.asActor(actor, async (tx) => {
      await holdAccount(tx, userId);
      const { affected } = await tx.delete(UserRole, { userId, role });
      if (affected === 1) {
        await recordAccount(tx, actor, { userId, kind: 'role_withdrawn', at, data: { role } });
        await endSessions(tx, userId, at);
        await requestJob(tx, 'people.changed', {});
      }
      return userView(tx, userId);
    });
  }
}

function refuseOwn(actor: Actor, userId: string): void {
  if (actor.kind !== 'user' || actor.userId !== userId) return;
  throw new DomainError('SEPARATION_OF_DUTIES', {
    rule: 'identity.own_roles',
    detail: {
      zh: '不能更改自己的角色，请让另一位管理员操作。',
      en: 'Nobody changes their own roles. Ask another admin.',
    },
  });
}

function refuseDisabled(user: User): void {
  if (!user.disabledAt) return;
  throw new DomainError('GUARD_REFUSED', {
    rule: 'identity.user_enabled',
    detail: {
      zh: '该用户已停用，不能再授予角色。',
      en: 'This user is disabled and takes no roles.',
    },
  });
}

const notWhoGranted = (): DomainError =>
  new DomainError('SEPARATION_OF_DUTIES', {
    rule: 'identity.second_admin',
    detail: {
      zh: '授权人不能确认自己的授权，需要第二位管理员。',
      en: 'Whoever granted a role cannot confirm it. A second admin is needed.',
    },
  });
