import { RoleGrantsService, UsersService, type NewUser } from '@thaw/identity';
import { systemActor, type Role, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const setup = systemActor('setup');
const clock = new TestClock();

let testDatabase: TestDatabase;
let database: Database;
let users: UsersService;
let grants: RoleGrantsService;
let first: UserActor;
let second: UserActor;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database({ databaseUrl: testDatabase.url, databasePoolSize: 5 });
  users = new UsersService(database, clock);
  grants = new RoleGrantsService(database, clock);
  await testDatabase.query(
    `INSERT INTO merchant (id, merchant_no, name, social_credit_code, mcc, address, created_at)
     VALUES (gen_random_uuid(), '898310059981234', '小店', '91310000MA1K00000X', '5812', '上海', now())`,
  );
  first = await admin('admin.one');
  second = await admin('admin.two');
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await testDatabase.drop();
});

let count = 0;
const wanted = (over: Partial<NewUser> = {}): NewUser => ({
  login: `person.${(count += 1)}`,
  displayName: '某人',
  password: 'correct horse battery',
  roles: ['agent'],
  ...over,
});

async function admin(login: string): Promise<UserActor> {
  const { id, displayName, roles } = await users.create(setup, wanted({ login, roles: ['admin'] }));
  return { kind: 'user', userId: id, displayName, roles, merchantId: null };
}

const refusedAs = (code: string, context: object) => ({
  code,
  context: expect.objectContaining(context) as object,
});

describe('creating a user', () => {
  it('puts plain roles into effect at once and lets weighty ones wait', async () => {
    const created = await users.create(
      first,
      wanted({ roles: ['agent', 'supervisor', 'reviewer', 'risk_officer', 'admin'] }),
    );
    expect(created.roles).toEqual(['admin', 'agent']);
    expect(created.pendingRoles.map(({ role }) => role)).toEqual(['reviewer', 'risk_officer', 'supervisor']);
    expect(created.pendingRoles[0]).toMatchObject({
      grantedBy: `user:${first.userId}`,
      grantedAt: clock.now(),
    });
    expect(await users.find(first, created.id)).toEqual(created);
  });

  it('never tells the password or its hash', async () => {
    const created = await users.create(first, wanted());
    expect(JSON.stringify([created, await users.list(first, {})])).not.toMatch(/argon2|battery|password/);
  });

  it('belongs a merchant user to the merchant', async () => {
    const created = await users.create(first, wanted({ roles: ['merchant'], merchantNo: '898310059981234' }));
    const [merchant] = await testDatabase.query<{ id: string }>('SELECT id FROM merchant');
    expect(created).toMatchObject({ merchantId: merchant?.id, roles: ['merchant'] });
  });

  it.each<[string, Partial<NewUser>, string]>([
    ['a short login', { login: 'ab' }, 'login'],
    ['signs in the login', { login: 'li wei' }, 'login'],
    ['Chinese in the login', { login: '李伟李伟' }, 'login'],
    ['a long login', { login: 'a'.repeat(65) }, 'login'],
    ['a card number as login', { login: '4111111111111111' }, 'login'],
    ['an empty name', { displayName: '  ' }, 'displayName'],
    ['a line break in the name', { displayName: 'a\nb' }, 'displayName'],
    ['a card number as name', { displayName: 'card 4111 1111 1111 1111' }, 'displayName'],
    ['a short password', { password: 'elevenchars' }, 'password'],
    ['a monotonous password', { password: 'abababababab' }, 'password'],
    ['a password that holds the login', { login: 'secretive', password: 'My-SECRETIVE-word' }, 'password'],
    ['no role', { roles: [] }, 'roles'],
    ['a merchant without merchant number', { roles: ['merchant'] }, 'roles'],
    ['staff with a merchant number', { roles: ['agent'], merchantNo: '898310059981234' }, 'roles'],
    [
      'a merchant who is also staff',
      { roles: ['merchant', 'agent'], merchantNo: '898310059981234' },
      'roles',
    ],
    ['an unknown merchant', { roles: ['merchant'], merchantNo: '000000000000000' }, 'merchantNo'],
  ])('refuses %s', async (_, over, field) => {
    await expect(users.create(first, wanted(over))).rejects.toMatchObject(
      refusedAs('INVALID_REQUEST', { field }),
    );
  });

  it('refuses a login that is taken, in whatever case, also when two come at once', async () => {
    const { login } = await users.create(first, wanted());
    await expect(users.create(first, wanted({ login: login.toUpperCase() }))).rejects.toMatchObject(
      refusedAs('ALREADY_EXISTS', { field: 'login' }),
    );
    const twice = await Promise.allSettled([
      users.create(first, wanted({ login: 'at.once' })),
      users.create(first, wanted({ login: 'at.once' })),
    ]);
    expect(twice.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a grant', () => {
  it.each<Role>(['supervisor', 'reviewer', 'risk_officer'])(
    'of %s takes effect when a second admin confirms',
    async (role) => {
      const { id } = await users.create(first, wanted());
      const granted = await grants.grant(first, id, role);
      expect([granted.roles, granted.pendingRoles.map((pending) => pending.role)]).toEqual([
        ['agent'],
        [role],
      ]);
      await expect(grants.confirm(first, id, role)).rejects.toMatchObject(
        refusedAs('SEPARATION_OF_DUTIES', { rule: 'identity.second_admin' }),
      );
      expect((await users.find(first, id)).roles).toEqual(['agent']);
      const confirmed = await grants.confirm(second, id, role);
      expect([confirmed.roles, confirmed.pendingRoles]).toEqual([['agent', role].sort(), []]);
      expect(await grants.confirm(second, id, role)).toEqual(confirmed);
      const [row] = await testDatabase.query('SELECT * FROM user_role WHERE user_id = $1 AND role = $2', [
        id,
        role,
      ]);
      expect(row).toMatchObject({
        granted_by: `user:${first.userId}`,
        confirmed_by: `user:${second.userId}`,
      });
    },
  );

  it('of a plain role takes effect at once, and granting again changes nothing', async () => {
    const { id } = await users.create(first, wanted());
    const granted = await grants.grant(first, id, 'admin');
    expect(granted.roles).toEqual(['admin', 'agent']);
    expect(await grants.grant(second, id, 'admin')).toEqual(granted);
  });

  it('to oneself is refused, and so is confirming it', async () => {
    const refusal = refusedAs('SEPARATION_OF_DUTIES', { rule: 'identity.own_roles' });
    await expect(grants.grant(first, first.userId, 'agent')).rejects.toMatchObject(refusal);
    await grants.grant(second, first.userId, 'reviewer');
    await expect(grants.confirm(first, first.userId, 'reviewer')).rejects.toMatchObject(refusal);
    expect((await users.find(second, first.userId)).roles).toEqual(['admin']);
  });

  it('that does not fit the user, or has none, is refused', async () => {
    const { id } = await users.create(first, wanted());
    await expect(grants.grant(first, id, 'merchant')).rejects.toMatchObject(
      refusedAs('INVALID_REQUEST', { field: 'role' }),
    );
    await expect(grants.confirm(first, id, 'reviewer')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const nobody = '00000000-0000-4000-8000-000000000000';
    await expect(grants.grant(first, nobody, 'agent')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('to a disabled user is refused', async () => {
    const { id } = await users.create(first, wanted({ roles: ['agent', 'reviewer'] }));
    await users.disable(first, id);
    const refusal = refusedAs('GUARD_REFUSED', { rule: 'identity.user_enabled' });
    await expect(grants.grant(first, id, 'admin')).rejects.toMatchObject(refusal);
    await expect(grants.confirm(second, id, 'reviewer')).rejects.toMatchObject(refusal);
  });
});

describe('the database itself', () => {
  const insert = (role: Role, grantedBy: string, confirmedBy: string | null, userId: string) =>
    testDatabase.query(
      `INSERT INTO user_role VALUES ($1, $2, $3, now(), $4, CASE WHEN $4::text IS NULL THEN NULL ELSE now() END)`,
      [userId, role, grantedBy, confirmedBy],
    );

  it('refuses own roles, a lone confirmation and a weighty role that no person confirmed', async () => {
    const { id } = await users.create(first, wanted());
    const [own, one] = [`user:${id}`, `user:${first.userId}`];
    await expect(insert('supervisor', own, null, id)).rejects.toMatchObject({
      constraint: 'user_role_not_own',
    });
    await expect(insert('supervisor', one, own, id)).rejects.toMatchObject({
      constraint: 'user_role_not_own',
    });
    await expect(insert('supervisor', one, one, id)).rejects.toMatchObject({
      constraint: 'user_role_second_person',
    });
    await expect(insert('supervisor', one, 'system:identity', id)).rejects.toMatchObject({
      constraint: 'user_role_weighty',
    });
    await expect(
      testDatabase.query(`INSERT INTO user_role VALUES ($1, 'supervisor', $2, now(), NULL, now())`, [
        id,
        one,
      ]),
    ).rejects.toMatchObject({ constraint: 'user_role_confirmed' });
  });
});

describe('disabling', () => {
  it('oneself is refused, so that an admin always remains', async () => {
    await expect(users.disable(first, first.userId)).rejects.toMatchObject(
      refusedAs('GUARD_REFUSED', { rule: 'identity.not_oneself' }),
    );
  });

  it('is noted once, and an unknown user is not found', async () => {
    const { id } = await users.create(first, wanted());
    const disabled = await users.disable(first, id);
    expect(disabled.disabledAt).toEqual(clock.now());
    clock.advance(1000);
    expect(await users.disable(second, id)).toEqual(disabled);
    await expect(users.disable(first, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});

it('lists users newest first, page by page, each once', async () => {
  const all = await users.list(first, { limit: 200 });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await users.list(first, { cursor, limit: 3 });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(all.items.map(({ id }) => id));
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBeGreaterThan(6);
});

it('knows whether anybody could administer the desk', async () => {
  const empty = await createTestDatabase();
  const other = new Database({ databaseUrl: empty.url, databasePoolSize: 2 });
  const there = new UsersService(other, clock);
  try {
    expect(await there.hasAdmin(setup)).toBe(false);
    const { id } = await there.create(setup, wanted({ roles: ['admin'] }));
    expect(await there.hasAdmin(setup)).toBe(true);
    await there.disable(setup, id);
    expect(await there.hasAdmin(setup)).toBe(false);
  } finally {
    await other.onApplicationShutdown();
    await empty.drop();
  }
});
