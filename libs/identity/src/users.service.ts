import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  actorRef,
  systemActor,
  type Actor,
  type Clock,
  type Locale,
  type Page,
  type Role,
} from '@thaw/kernel';
import { Database, isUniqueViolation, requestJob, type Tx } from '@thaw/platform';
import { recordAccount } from './account-events.service';
import { weakness } from './guessable-password';
import { checkLogin, checkName } from './names';
import { pageParameters, toPage, type PageRequest } from './newest-first';
import { hashPassword, passwordProblem, unknownPassword } from './passwords';
import { grantOf, roleFits } from './role-rules';
import { endSessions } from './session-ends';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { UserRole } from './user-role.entity';
import { User } from './user.entity';
import { userView, withRoles, type UserView } from './users.query';

export interface NewUser {
  readonly login: string;
  readonly displayName: string;
  /** Absent: they set one by a link that comes by mail, and sign in only then. */
  readonly password?: string | undefined;
  readonly roles: readonly Role[];
  /** 15 digits; for a merchant's user, and only there. */
  readonly merchantNo?: string | undefined;
  readonly locale?: Locale | undefined;
}

/** The people who may sign in. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Roles of supervisor, reviewer and risk officer wait for a second admin; the others are in effect at once.
   * @throws DomainError INVALID_REQUEST naming the field · ALREADY_EXISTS where the login is taken.
   */
  create(actor: Actor, wanted: NewUser): Promise<UserView> {
    return this.insert(actor, wanted, false);
  }

  /** For the demo's own accounts: set-up grants every role, in effect at once. No door leads here. */
  createConfirmed(wanted: NewUser): Promise<UserView> {
    return this.insert(systemActor('setup'), wanted, true);
  }

  /** Newest first. */
  async list(actor: Actor, request: PageRequest): Promise<Page<UserView>> {
    const [at, id, limit] = pageParameters(request);
    return this.database.asActor(actor, async (tx) => {
      const users = await tx
        .createQueryBuilder(User, 'u')
        .where('(:at::timestamptz IS NULL OR (u.created_at, u.id) < (:at, :id::uuid))', { at, id })
        .orderBy('u.created_at', 'DESC')
        .addOrderBy('u.id', 'DESC')
        .limit(limit)
        .getMany();
      const page = toPage(users, limit);
      return { items: await withRoles(tx, page.items), next: page.next };
    });
  }

  /** @throws DomainError NOT_FOUND */
  async find(actor: Actor, id: string): Promise<UserView> {
    return this.database.asActor(actor, (tx) => userView(tx, id));
  }

  /**
   * The user can do nothing from now on: all sessions end. A second call changes nothing.
   * @throws DomainError NOT_FOUND · GUARD_REFUSED for oneself, so that an admin always remains.
   */
  async disable(actor: Actor, id: string): Promise<UserView> {
    if (actor.kind === 'user' && actor.userId === id) {
      throw new DomainError('GUARD_REFUSED', {
        rule: 'identity.not_oneself',
        detail: {
          zh: '不能停用自己的账号，请让另一位管理员操作。',
          en: 'You cannot disable your own account. Ask another admin.',
        },
      });
    }
    const now = this.clock.now();
    return this.database.asActor(actor, async (tx) => {
      const [, disabled] = await tx.query<[unknown, number]>(
        'UPDATE app_user SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL',
        [id, now],
      );
      if (disabled === 1) await recordAccount(tx, actor, { userId: id, kind: 'disabled', at: now });
      await requestJob(tx, 'people.changed', {});
      await endSessions(tx, id, now);
      return userView(tx, id);
    });
  }

  /** Whether anyone could administer the desk now. */
  async hasAdmin(actor: Actor): Promise<boolean> {
    return this.database.asActor(actor, async (tx) => {
      const rows = await tx.query<object[]>(
        `SELECT 1 FROM user_role r JOIN app_user u ON u.id = r.user_id
         WHERE r.role = 'admin' AND r.confirmed_at IS NOT NULL AND u.disabled_at IS NULL LIMIT 1`,
      );
      return rows.length > 0;
    });
  }

  private async insert(actor: Actor, wanted: NewUser, confirmAll: boolean): Promise<UserView> {
    const login = checkLogin(wanted.login);
    const displayName = checkName('displayName', wanted.displayName);
    const password = wanted.password ?? unknownPassword();
    // The demo's passwords are known to everybody anyway.
    const problem = (confirmAll ? passwordProblem : weakness)(password, login);
    if (problem) throw new DomainError('INVALID_REQUEST', { field: 'password', detail: problem });
    const roles = [...new Set(wanted.roles)];
    if (roles.length === 0) throw noRole();
    for (const role of roles) roleFits('roles', role, wanted.merchantNo !== undefined);
    const passwordHash = await hashPassword(password);
    const now = this.clock.now();
    const id = randomUUID();
    try {
      return await this.database.asActor(actor, async (tx) => {
        const merchantId = wanted.merchantNo === undefined ? null : await merchantIdOf(tx, wanted.merchantNo);
        await tx.insert(User, {
          id,
          login,
          displayName,
          passwordHash,
          merchantId,
          locale: wanted.locale ?? 'zh',
          createdAt: now,
          disabledAt: null,
        });
        await tx.insert(
          UserRole,
          roles.map((role) => grantOf(actorRef(actor), id, role, now, confirmAll)),
        );
        await requestJob(tx, 'people.changed', {});
        return userView(tx, id);
      });
    } catch (error) {
      if (isUniqueViolation(error, 'app_user_login')) throw loginTaken();
      throw error;
    }
  }
}

async function merchantIdOf(tx: Tx, merchantNo: string): Promise<string> {
  const [row] = await tx.query<{ id: string }[]>('SELECT id FROM merchant WHERE merchant_no = $1', [
    merchantNo,
  ]);
  if (row) return row.id;
  throw new DomainError('INVALID_REQUEST', {
    field: 'merchantNo',
    detail: {
      zh: '没有这个商户号。请检查 15 位商户号，或先登记商户。',
      en: 'No merchant has this number. Check the 15 digits, or register the merchant first.',
    },
  });
}

const noRole = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'roles',
    detail: { zh: '至少选择一个角色。', en: 'Name at least one role.' },
  });

const loginTaken = (): DomainError =>
  new DomainError('ALREADY_EXISTS', {
    field: 'login',
    detail: { zh: '这个登录名已被使用，请换一个。', en: 'This sign-in name is taken. Choose another.' },
  });
