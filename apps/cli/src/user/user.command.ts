import { parseArgs } from 'node:util';
import { UsersService, type UserView } from '@thaw/identity';
import { ROLES, SystemClock, systemActor, type Role } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { databaseFailure } from '../database-failure';
import { askNewPassword, readAll } from './password-input';
import { TERMINAL, type UserIo } from './user-io';

const USAGE = `用法 Usage:
  thaw user create --login <登录名 name> --name <显示名 display name> --role <角色 role> [--role …]
                   [--merchant-no <15 位商户号 15 digits>] [--locale zh|en] [--password-stdin]

  角色 Roles: ${ROLES.join(', ')}
  密码从终端输入（不回显），或用 --password-stdin 从标准输入读取；绝不作为参数。
  The password is asked for on the terminal without echo, or read from standard input; never an argument.
  第一个用户须为 admin。此后须以表的所有者身份连接（DATABASE_OWNER_URL），或请管理员登录后创建。
  The first user must be an admin. After that, connect as the owner of the tables (DATABASE_OWNER_URL), or let
  an admin who has signed in create users.
`;

interface Wanted {
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly merchantNo: string | undefined;
  readonly locale: 'zh' | 'en';
  readonly passwordStdin: boolean;
}

/**
 * `thaw user create`: above all the first admin of a desk that has nobody who could create one.
 * @returns 0 done · 1 refused, or the database cannot be reached · 2 wrong usage.
 */
export async function runUser(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: UserIo = TERMINAL,
): Promise<number> {
  const [verb, ...rest] = argv;
  if (verb === undefined || ['help', '--help', '-h'].includes(verb)) {
    io.out(USAGE);
    return verb === undefined ? 2 : 0;
  }
  const wanted =
    verb === 'create' ? readArguments(rest) : `没有 user ${verb} 命令。  There is no command user ${verb}.`;
  if (typeof wanted === 'string') {
    io.err(`${wanted}\n\n${USAGE}`);
    return 2;
  }
  const { DATABASE_OWNER_URL, DATABASE_URL } = readCliSettings(env, 'DATABASE_OWNER_URL', 'DATABASE_URL');
  const url = DATABASE_OWNER_URL || DATABASE_URL;
  if (!url) {
    io.err('缺少 DATABASE_URL（PostgreSQL 连接地址）。  DATABASE_URL is missing: where is the PostgreSQL?\n');
    return 2;
  }
  if (!wanted.passwordStdin && !io.stdin.isTTY) {
    io.err(
      '没有终端可输入密码，请用 --password-stdin。  No terminal to ask for a password: use --password-stdin.\n',
    );
    return 2;
  }
  const database = new Database({ databaseUrl: url, databasePoolSize: 2 });
  try {
    return await create(database, wanted, io);
  } catch (error) {
    const told = databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return 1;
  } finally {
    await database.onApplicationShutdown();
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
  const [row] = await database.asActor(actor, (tx) =>
    tx.query<{ owner: boolean }[]>(
      `SELECT pg_has_role(session_user, relowner, 'MEMBER') AS owner FROM pg_class WHERE oid = 'app_user'::regclass`,
    ),
  );
  if (row?.owner) return null;
  return (
    '已有管理员。请由管理员登录后创建用户，或设置 DATABASE_OWNER_URL（表的所有者）后再试。\n' +
    'There is an admin already. Let an admin create the user, or set DATABASE_OWNER_URL (who owns the tables).'
  );
}

function readArguments(args: readonly string[]): Wanted | string {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        login: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
        'merchant-no': { type: 'string' },
        locale: { type: 'string', default: 'zh' },
        'password-stdin': { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { login, name, role = [], locale } = values;
  if (!login || !name || role.length === 0)
    return '缺少 --login、--name 或 --role。  --login, --name or --role is missing.';
  const roles = ROLES.filter((known) => role.includes(known));
  const unknown = role.find((given) => !ROLES.some((known) => known === given));
  if (unknown !== undefined) return `没有角色 ${unknown}。  There is no role ${unknown}.`;
  if (locale !== 'zh' && locale !== 'en') return '--locale 只能是 zh 或 en。  --locale is zh or en.';
  return {
    login,
    displayName: name,
    roles,
    merchantNo: values['merchant-no'],
    locale,
    passwordStdin: values['password-stdin'],
  };
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
