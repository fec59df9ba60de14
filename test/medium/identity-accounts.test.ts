import {
  AccountEvents,
  ApiKeysService,
  Authenticator,
  GUESSES_ALLOWED,
  GUESS_WINDOW_MS,
  OpenSessions,
  RoleGrantsService,
  SessionsService,
  SignInThrottle,
  UsersService,
} from '@thaw/identity';
import { systemActor, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { hearQueries } from '../support/query-ear';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const PASSWORD = 'correct horse battery';
const MINUTE = 60_000;
const SESSION_LIFE_MS = 12 * 60 * MINUTE;
const SESSION_IDLE_MS = 2 * 60 * MINUTE;
const CONFIG = {
  sessions: { lifeMs: SESSION_LIFE_MS, idleMs: SESSION_IDLE_MS },
  signIn: { key: null, factorRule: 'deciders' as const },
};
const setup = systemActor('setup');

let testDatabase: TestDatabase;
let database: Database;
let clock: TestClock;
let users: UsersService;
let sessions: SessionsService;
let openSessions: OpenSessions;
let authenticator: Authenticator;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database({ databaseUrl: testDatabase.url, databasePoolSize: 5 });
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await testDatabase.drop();
});
beforeEach(() => {
  clock = new TestClock();
  users = new UsersService(database, clock);
  sessions = new SessionsService(database, new SignInThrottle(database, clock), clock, CONFIG);
  openSessions = new OpenSessions(database, clock, CONFIG);
  authenticator = new Authenticator(sessions, new ApiKeysService(database, clock));
});

let count = 0;
async function agent(): Promise<string> {
  const login = `agent.${(count += 1)}`;
  await users.create(setup, { login, displayName: 'An agent', password: PASSWORD, roles: ['agent'] });
  return login;
}

const signIn = (login: string, password = PASSWORD, address = '10.0.0.1') =>
  sessions.signIn({ login, password, address });

it('ends with the others when its user has another role: what is granted, confirmed or taken back', async () => {
  const grants = new RoleGrantsService(database, clock);
  const login = await agent();
  const { actor } = await signIn(login);
  const admins = await Promise.all([signIn(await agent()), signIn(await agent())]);
  const [first, second] = admins.map((admin) => admin.actor) as [UserActor, UserActor];
  const steps: [string, boolean, () => Promise<unknown>][] = [
    ['granted what waits', true, () => grants.grant(first, actor.userId, 'reviewer')],
    ['confirmed', false, () => grants.confirm(second, actor.userId, 'reviewer')],
    ['granted at once', false, () => grants.grant(first, actor.userId, 'admin')],
    ['granted again', true, () => grants.grant(first, actor.userId, 'admin')],
    ['taken back', false, () => grants.withdraw(first, actor.userId, 'reviewer')],
    ['taken back again', true, () => grants.withdraw(first, actor.userId, 'reviewer')],
  ];
  for (const [step, isOpen, take] of steps) {
    const { token } = await signIn(login);
    await take();
    expect([step, (await authenticator.authenticate(token)) !== null]).toEqual([step, isOpen]);
  }
  const { actor: now } = await signIn(login);
  expect(now.roles).toEqual(['admin', 'agent']);
  const { items } = await new AccountEvents(database).list(first, actor.userId, {});
  expect(items.map(({ kind, doneBy, data }) => [kind, doneBy, data])).toEqual(
    expect.arrayContaining([
      ['role_granted', `user:${first.userId}`, { role: 'reviewer' }],
      ['role_confirmed', `user:${second.userId}`, { role: 'reviewer' }],
      ['role_granted', `user:${first.userId}`, { role: 'admin' }],
      ['role_withdrawn', `user:${first.userId}`, { role: 'reviewer' }],
    ]),
  );
  expect(items).toHaveLength(4);
  await expect(grants.withdraw(actor, actor.userId, 'admin')).rejects.toMatchObject({
    code: 'SEPARATION_OF_DUTIES',
  });
  await expect(
    testDatabase.query('DELETE FROM account_event WHERE user_id = $1', [actor.userId]),
  ).rejects.toThrow('insert-only');
});

it('tells its owner from where it was opened, in a line and without a card number', async () => {
  const login = await agent();
  const client = `Firefox\n4111 1111 1111 1111 ${'x'.repeat(300)}`;
  const { actor, token } = await sessions.signIn({
    login,
    password: PASSWORD,
    address: '10.0.0.9',
    client,
  });
  const { items } = await openSessions.listOwn(actor, token, {});
  expect(items).toMatchObject([{ openedBy: 'password', address: '10.0.0.9' }]);
  expect(items[0]?.client).toMatch(/^Firefox \S/);
  expect(items[0]?.client).not.toContain('4111 1111 1111');
  expect(items[0]?.client).toHaveLength(200);
});

describe('guessing', () => {
  it('is stopped after so many failures per name and address, until the window has slid on', async () => {
    const login = await agent();
    for (let i = 0; i < GUESSES_ALLOWED; i++) {
      await expect(signIn(login, 'wrong password')).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
      clock.advance(1000);
    }
    await expect(signIn(login)).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      context: { extra: { retryAfterSeconds: GUESS_WINDOW_MS / 1000 - GUESSES_ALLOWED } },
    });
    await expect(signIn(login, PASSWORD, '10.0.0.2')).resolves.toBeDefined();
    clock.advance(GUESS_WINDOW_MS - GUESSES_ALLOWED * 1000 - 1);
    await expect(signIn(login)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
    clock.advance(1);
    await expect(signIn(login)).resolves.toBeDefined();
  });

  it('is stopped also where all guesses come at once', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: GUESSES_ALLOWED + 3 }, () => signIn('nobody', 'guess guess guess')),
    );
    const codes = results.map((result) =>
      result.status === 'rejected' ? (result.reason as { code: string }).code : 'in',
    );
    expect(codes.filter((code) => code === 'TOO_MANY_REQUESTS')).toHaveLength(3);
  });

  it('is counted by all processes together, and slows nobody where they have signed in before', async () => {
    const login = await agent();
    await signIn(login, PASSWORD, '192.0.2.7');
    const processes = [1, 2].map(() => new SignInThrottle(database, clock));
    const guess = (i: number, name: string, address: string) => processes[i % 2]!.count(name, address);
    const guesses = async (many: number, name: (i: number) => string, address: (i: number) => string) => {
      const done = await Promise.allSettled(
        Array.from({ length: many }, (_, i) => guess(i, name(i), address(i))),
      );
      return done.filter(({ status }) => status === 'fulfilled').length;
    };
    expect(
      await guesses(
        GUESSES_ALLOWED + 4,
        () => login,
        () => '10.0.0.9',
      ),
    ).toBe(GUESSES_ALLOWED);
    expect(
      await guesses(
        60,
        () => login,
        (i) => `10.0.1.${i}`,
      ),
    ).toBe(40);
    const asked = await hearQueries(async () => {
      for (let i = 0; i < 20; i++) await expect(processes[0]!.count(login, '10.0.0.9')).rejects.toBeDefined();
    });
    // Who was refused a moment ago asks the database for nothing.
    expect(asked.filter(({ sql }) => sql.includes('sign_in_guess')).length).toBeLessThan(2);
    await expect(guess(0, login, '10.0.2.1')).rejects.toMatchObject({
      context: { extra: { retryAfterSeconds: 30 } },
    });
    await guess(1, login, '192.0.2.7');
    // It is no way round the limit there.
    expect(
      await guesses(
        GUESSES_ALLOWED,
        () => login,
        () => '192.0.2.7',
      ),
    ).toBe(GUESSES_ALLOWED - 1);
    clock.advance(30_000);
    expect(
      await guesses(
        2,
        () => login,
        (i) => `10.0.3.${i}`,
      ),
    ).toBe(1);
    expect(
      await guesses(
        205,
        (i) => `name-${i}`,
        () => '10.9.9.9',
      ),
    ).toBe(200);
    // What one person slipped is forgiven with it, for the name and for the address.
    for (const name of ['name-7', 'name-8', 'name-9']) await processes[0]!.forgive(name, '10.9.9.9');
    clock.advance(5_000);
    expect(
      await guesses(
        5,
        (i) => `other-${i}`,
        () => '10.9.9.9',
      ),
    ).toBe(3);
  });

  it('keeps nothing of what is over, and counts nothing by a clock that was wrong', async () => {
    const [throttle, left] = [
      new SignInThrottle(database, clock),
      () => testDatabase.query('SELECT FROM sign_in_guess'),
    ];
    for (let i = 0; i < GUESSES_ALLOWED; i++) await throttle.count('somebody', '10.0.0.4');
    clock.advance(-24 * 3_600_000);
    await throttle.count('somebody', '10.0.0.4');
    clock.advance(48 * 3_600_000);
    for (let i = 0; i < 10; i++) {
      clock.advance(GUESS_WINDOW_MS);
      await throttle.count('somebody', '10.0.0.5');
    }
    expect(await left()).toHaveLength(1);
  });

  it('is forgiven by the right password', async () => {
    const login = await agent();
    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < GUESSES_ALLOWED - 1; i++) {
        await expect(signIn(login, 'wrong password')).rejects.toMatchObject({ code: 'SIGN_IN_FAILED' });
      }
      await expect(signIn(login)).resolves.toBeDefined();
    }
  });
});
