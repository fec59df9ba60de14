import { UsersService, type UserView } from '@thaw/identity';
import { SystemClock, systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { databaseFailure } from '../database-failure';
import { askNewPassword, readAll } from './password-input';
import { resetFactor } from './reset-factor';
import { readLogin, readWanted, USER_USAGE, type Wanted } from './user-arguments';
import { TERMINAL, type UserIo } from './user-io';
import { ownsTables } from './owns-tables';

/**
 * `thaw user create`, above all the first admin of a desk that has nobody who could create one, and `thaw user reset-factor`.
 * @returns 0 done · 1 refused, or the database cannot be reached · 2 wrong usage.
 */
export async function runUser(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: UserIo = TERMINAL,
): Promise<number> {
  const [verb, ...rest] = argv;
  if (verb === undefined || ['help', '--help', '-h'].includes(verb)) {
    io.out(USER_USAGE);
    return verb === undefined ? 2 : 0;
  }
  const wanted = readVerb(verb, rest);
  if (typeof wanted === 'string') {
    io.err(`${wanted}\n\n${USER_USAGE}`);
    return 2;
  }
  const { DATABASE_OWNER_URL, DATABASE_URL } = readCliSettings(env, 'DATABASE_OWNER_URL', 'DATABASE_URL');
  const url = DATABASE_OWNER_URL || DATABASE_URL;
  if (!url) {
    io.err('缺少 DATABASE_URL（PostgreSQL 连接地址）。  DATABASE_URL is missing: where is the PostgreSQL?\n');
    return 2;
  }
  if ('passwordStdin' in wanted && !wanted.passwordStdin && !io.stdin.isTTY) {
    io.err(
      '没有终端可输入密码，请用 --password-stdin。  No terminal to ask for a password: use --password-stdin.\n',
    );
    return 2;
  }
  const database = new Database({ databaseUrl: url, databasePoolSize: 2 });
  try {
    return await ('passwordStdin' in wanted
      ? create(database, wanted, io)
      : resetFactor(database, wanted.login, io));
  } catch (error) {
    const told = databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return 1;
  } finally {
    await database.onApplicationShutdown();
  }
}

function readVerb(verb: string, rest: readonly string[]): Wanted | { readonly login: string } | string {
  switch (verb) {
    case 'create':
      return readWanted(rest);
    case 'reset-factor':
      return readLogin(rest);
    default:
      return `没有 user ${verb} 命令。  There is no command user ${verb}.`;
  }
}

async function create(database: Database, wanted: Wanted, io: UserIo): Promise<number> {
  const users = new UsersService(database, new SystemClock());
  const refusal = await refusalToCreate(database, users, wanted);
  if (refusal) {
    io.err(`${refusal}\n`);
    return 1;
  }
  const password = wanted.passwordStdin ? await readAll(io.stdin) : await askNewPassword(io);
  if (password === null) return 1;
  const user = await users.create(systemActor('setup'), { ...wanted, password });
  io.out(`${told(user)}\n`);
  return 0;
}

/**
 * Whoever holds the serving role's password runs the desk, but must not thereby become its admin: only where nobody
 * is admin yet. Whoever owns the tables could write the rows anyway.
 */
async function refusalToCreate(
  database: Database,
  users: UsersService,
  wanted: Wanted,
): Promise<string | null> {
  const actor = systemActor('setup');
  if (!(await users.hasAdmin(actor))) {
    return wanted.roles.includes('admin')
      ? null
      : '还没有管理员：第一个用户须带 --role admin。  There is no admin yet: the first user needs --role admin.';
  }
  if (await ownsTables(database)) return null;
  return (
    '已有管理员。请由管理员登录后创建用户，或设置 DATABASE_OWNER_URL（表的所有者）后再试。\n' +
    'There is an admin already. Let an admin create the user, or set DATABASE_OWNER_URL (who owns the tables).'
  );
}

function told({ login, roles, pendingRoles }: UserView): string {
  const lines = [
    `已创建用户 ${login}，角色：${roles.join('、') || '无'}。  Created ${login}: ${roles.join(', ') || 'no role yet'}.`,
  ];
  if (pendingRoles.length > 0) {
    const waiting = pendingRoles.map(({ role }) => role).join(', ');
    lines.push(`待管理员确认后生效：${waiting}。  In effect once an admin confirms: ${waiting}.`);
  }
  return lines.join('\n');
}
