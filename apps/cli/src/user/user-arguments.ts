import { parseArgs } from 'node:util';
import { ROLES, type Role } from '@thaw/kernel';

export const USER_USAGE = `用法 Usage:
  thaw user create --login <登录名 name> --name <显示名 display name> --role <角色 role> [--role …]
                   [--merchant-no <15 位商户号 15 digits>] [--locale zh|en] [--password-stdin]
  thaw user reset-factor --login <登录名 name>

  角色 Roles: ${ROLES.join(', ')}
  密码从终端输入（不回显），或用 --password-stdin 从标准输入读取；绝不作为参数。
  The password is asked for on the terminal without echo, or read from standard input; never an argument.
  第一个用户须为 admin。此后须以表的所有者身份连接（DATABASE_OWNER_URL），或请管理员登录后创建。
  The first user must be an admin. After that, connect as the owner of the tables (DATABASE_OWNER_URL), or let
  an admin who has signed in create users.
  reset-factor 清除丢失的动态验证码与恢复码：仅当没有其他管理员可以代为重置时使用，须以表的所有者身份连接。
  reset-factor takes away a second factor that was lost, with its recovery codes, where there is no other admin who
  could: as the owner of the tables.
`;

export interface Wanted {
  readonly login: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly merchantNo: string | undefined;
  readonly locale: 'zh' | 'en';
  readonly passwordStdin: boolean;
}

/** The sign-in name, or what is wrong with the arguments. */
export function readLogin(args: readonly string[]): { readonly login: string } | string {
  try {
    const { values } = parseArgs({ args: [...args], options: { login: { type: 'string' } } });
    return values.login ? { login: values.login } : '缺少 --login。  --login is missing.';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Who is to be created, or what is wrong with the arguments. */
export function readWanted(args: readonly string[]): Wanted | string {
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
