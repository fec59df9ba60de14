import {
  AccountEvents,
  ApiKeysService,
  Authenticator,
  OpenSessions,
  RoleGrantsService,
  SessionsService,
  SignInThrottle,
  UsersService,
} from '@thaw/identity';
import { systemActor, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
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
  sessions = new SessionsService(database, new SignInThrottle(clock), clock, CONFIG);
  openSessions = new OpenSessions(database, clock, CONFIG);
  authenticator = new Authenticator(sessions, new ApiKeysService(database, clock));
});

let count = 0;
async function agent(): Promise<string> {
  const login = `agent.${(count += 1)}`;
  await users.create(setup, { login, displayName: 'An agent', password: PASSWORD, roles: ['agent'] });
  return login;
}

const signIn = (login: string) => sessions.signIn({ login, password: PASSWORD, address: '10.0.0.1' });

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
