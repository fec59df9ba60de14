import { randomUUID } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { ROLES } from '@thaw/kernel';
import { runUser } from '../../apps/cli/src/user/user.command';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const PASSWORD = 'correct horse battery';
/** A sign-in to the database that may only what serving may. */
const servingLogin = `thaw_test_${randomUUID().replaceAll('-', '')}`;

let database: TestDatabase;
let servingUrl: string;
beforeEach(async () => {
  database = await createTestDatabase();
  const url = new URL(database.url);
  url.username = servingLogin;
  url.password = 'serving';
  servingUrl = url.href;
  await database.query(`CREATE ROLE ${servingLogin} LOGIN PASSWORD 'serving' IN ROLE thaw_serving`);
});
afterEach(async () => {
  await database.query(`DROP ROLE ${servingLogin}`);
  await database.drop();
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function thawUser(
  args: string[],
  env: NodeJS.ProcessEnv,
  stdin: Readable = Readable.from([PASSWORD]),
): Promise<Outcome> {
  let [out, err] = ['', ''];
  const io = {
    stdin,
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
  };
  const code = await runUser(args, env, io);
  return { code, out, err };
}

const create = (login: string, role: string, ...more: string[]): string[] => {
  const asked = more.includes('--ask') ? [] : ['--password-stdin'];
  const rest = more.filter((arg) => arg !== '--ask');
  return ['create', '--login', login, '--name', '某人', '--role', role, ...asked, ...rest];
};

const roleRows = () =>
  database.query(
    'SELECT login, role, granted_by, confirmed_by FROM user_role JOIN app_user u ON u.id = user_id ORDER BY login, role',
  );

it('creates the first admin with what serving may do', async () => {
  const { code, out } = await thawUser(create('Boss', 'admin'), { DATABASE_URL: servingUrl });
  expect([code, out]).toEqual([0, '已创建用户 boss，角色：admin。  Created boss: admin.\n']);
  expect(await roleRows()).toEqual([
    { login: 'boss', role: 'admin', granted_by: 'system:setup', confirmed_by: 'system:identity' },
  ]);
});

it('creates nobody but an admin first', async () => {
  const { code, err } = await thawUser(create('agent', 'agent'), { DATABASE_URL: servingUrl });
  expect([code, err]).toEqual([1, expect.stringContaining('--role admin')]);
  expect(await roleRows()).toEqual([]);
});

it('leaves further users to admins, unless the owner of the tables asks; weighty roles wait all the same', async () => {
  await thawUser(create('boss', 'admin'), { DATABASE_URL: servingUrl });
  const refused = await thawUser(create('second', 'admin'), { DATABASE_URL: servingUrl });
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('DATABASE_OWNER_URL')]);
  const allowed = await thawUser(create('second', 'agent', '--role', 'supervisor'), {
    DATABASE_URL: servingUrl,
    DATABASE_OWNER_URL: database.url,
  });
  expect([allowed.code, allowed.out]).toEqual([
    0,
    expect.stringContaining('In effect once an admin confirms: supervisor.'),
  ]);
  expect(await roleRows()).toMatchObject([
    { login: 'boss' },
    { login: 'second', role: 'agent', confirmed_by: 'system:identity' },
    { login: 'second', role: 'supervisor', granted_by: 'system:setup', confirmed_by: null },
  ]);
});

it('takes a lost second factor away for the owner of the tables alone, ends sessions and says so in the account', async () => {
  await thawUser(create('boss', 'admin'), { DATABASE_URL: servingUrl });
  const [boss] = await database.query<{ id: string }>('SELECT id FROM app_user');
  const ofBoss = [boss!.id];
  await database.query(
    `INSERT INTO second_factor (user_id, sealed_secret, begun_at, confirmed_at, recovery_hashes) VALUES ($1, '\\x00', now(), now(), '{}')`,
    ofBoss,
  );
  await database.query(
    `INSERT INTO session (id, token_hash, user_id, created_at, last_seen_at, expires_at) VALUES ($1, '\\x00', $1, now(), now(), now())`,
    ofBoss,
  );
  const reset = (login: string, env: NodeJS.ProcessEnv) => thawUser(['reset-factor', '--login', login], env);
  const serving = await reset('boss', { DATABASE_URL: servingUrl });
  expect([serving.code, serving.err]).toEqual([1, expect.stringContaining('DATABASE_OWNER_URL')]);
  const owner = { DATABASE_OWNER_URL: database.url };
  expect((await reset('nobody', owner)).err).toContain('There is no user nobody');
  const done = await reset(' Boss', owner);
  expect([done.code, done.out]).toEqual([0, expect.stringContaining('Took away the second factor')]);
  expect((await reset('boss', owner)).out).toContain('has no second factor');
  expect(await database.query('SELECT FROM second_factor')).toEqual([]);
  expect(await database.query('SELECT FROM session WHERE revoked_at IS NULL')).toEqual([]);
  expect(await database.query('SELECT kind, done_by FROM account_event')).toEqual([
    { kind: 'second_factor_reset', done_by: 'system:setup' },
  ]);
});

it('says what is wrong with a password, a login or a merchant number', async () => {
  const env = { DATABASE_URL: servingUrl };
  const short = await thawUser(create('boss', 'admin'), env, Readable.from(['short\n']));
  expect([short.code, short.err]).toEqual([1, expect.stringContaining('at least 12 characters and has 5')]);
  const login = await thawUser(create('the boss', 'admin'), env);
  expect([login.code, login.err]).toEqual([1, expect.stringContaining('3 to 64 characters')]);
  const merchant = await thawUser(create('boss', 'admin', '--merchant-no', '898310059981234'), env);
  expect([merchant.code, merchant.err]).toEqual([1, expect.stringContaining('role merchant')]);
  expect(await roleRows()).toEqual([]);
});

it.each([
  ['no command', []],
  ['an unknown command', ['drop']],
  ['no name to reset', ['reset-factor']],
  ['a factor on the command line', ['reset-factor', '--login', 'boss', '--code', '123456']],
  ['no login', ['create', '--name', 'x', '--role', 'admin', '--password-stdin']],
  ['an unknown role', create('boss', 'god')],
  ['an unknown option', create('boss', 'admin', '--password', PASSWORD)],
  ['an unknown language', create('boss', 'admin', '--locale', 'fr')],
  ['no terminal and no --password-stdin', create('boss', 'admin', '--ask')],
])('explains itself and exits with 2 for %s', async (_, args) => {
  const { code, out, err } = await thawUser(args, { DATABASE_URL: servingUrl });
  expect(code).toBe(2);
  expect(out + err).not.toBe('');
});

it('exits with 2 without DATABASE_URL and with 1 where no database answers', async () => {
  expect((await thawUser(create('boss', 'admin'), {})).code).toBe(2);
  const away = await thawUser(create('boss', 'admin'), { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' });
  expect([away.code, away.err]).toEqual([1, expect.stringContaining('cannot be reached')]);
});

it('lists the roles in its help', async () => {
  const { code, out } = await thawUser(['--help'], {});
  expect(code).toBe(0);
  for (const role of ROLES) expect(out).toContain(role);
});

describe('on a terminal', () => {
  const terminal = (typed: string) => {
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
    stdin.write(typed);
    return stdin;
  };
  const ask = (typed: string) =>
    thawUser(create('boss', 'admin', '--ask'), { DATABASE_URL: servingUrl }, terminal(typed));

  it('asks twice for the password and never shows it', async () => {
    const { code, out, err } = await ask(`${PASSWORD}\r${PASSWORD}\r`);
    expect([code, err]).toEqual([0, '密码 Password: \n再输一次 Once more: \n']);
    expect(out + err).not.toContain('battery');
  });

  it('creates nobody where the two differ or the asking is broken off', async () => {
    expect((await ask(`${PASSWORD}\r${PASSWORD}!\r`)).err).toContain('The two differ');
    expect((await ask('corr\u0003')).code).toBe(1);
    expect(await roleRows()).toEqual([]);
  });
});
