import { takeFactorAway, User } from '@thaw/identity';
import { SystemClock, systemActor } from '@thaw/kernel';
import type { Database } from '@thaw/platform';
import { ownsTables } from './owns-tables';
import type { UserIo } from './user-io';

/**
 * For an admin who is the only one and has lost authenticator and recovery codes. Whoever may only serve may not: they would
 * need no more than a password to be an admin then.
 * @returns 0 done, or there was none · 1 refused
 */
export async function resetFactor(database: Database, given: string, io: UserIo): Promise<number> {
  const login = given.trim().toLowerCase();
  if (!(await ownsTables(database))) {
    io.err(
      '请设置 DATABASE_OWNER_URL（表的所有者）后再试，或请另一位管理员重置。\n' +
        'Set DATABASE_OWNER_URL (who owns the tables), or let another admin reset it.\n',
    );
    return 1;
  }
  const actor = systemActor('setup');
  const taken = await database.asActor(actor, async (tx) => {
    const user = await tx.findOneBy(User, { login });
    return user && (await takeFactorAway(tx, actor, user, new SystemClock().now()));
  });
  if (taken === null) {
    io.err(`没有用户 ${login}。  There is no user ${login}.\n`);
    return 1;
  }
  io.out(
    taken
      ? `已清除 ${login} 的动态验证码和恢复码，所有登录已退出；需要时下次登录后重新启用。  ` +
          `Took away the second factor and recovery codes of ${login} and ended all their sessions.\n`
      : `${login} 没有启用动态验证码。  ${login} has no second factor.\n`,
  );
  return 0;
}
