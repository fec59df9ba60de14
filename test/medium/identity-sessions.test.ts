import * as argon2 from '@node-rs/argon2';
import { createHash } from 'node:crypto';
import {
  ApiKeysService,
  Authenticator,
  OpenSessions,
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

describe('signing in', () => {
  it('gives a token that stands for the user, and stores only its hash', async () => {
    const login = await agent();
    const { token, sessionId, expiresAt, actor } = await signIn(login.toUpperCase());
    expect(token).toMatch(/^ths_[A-Za-z0-9_-]{43}$/);
    expect(expiresAt.getTime()).toBe(clock.now().getTime() + SESSION_LIFE_MS);
    expect(await authenticator.authenticate(token)).toEqual(actor);
    expect(actor).toMatchObject({
      kind: 'user',
      displayName: 'An agent',
      roles: ['agent'],
      merchantId: null,
    });
    const [row] = await testDatabase.query<{ token_hash: Buffer }>('SELECT * FROM session WHERE id = $1', [
      sessionId,
    ]);
    expect(row?.token_hash).toEqual(createHash('sha256').update(token).digest());
    expect(JSON.stringify(row)).not.toContain(token.slice(4));
  });

  it('stores passwords as argon2id with the OWASP parameters', async () => {
    const login = await agent();
    const [row] = await testDatabase.query<{ password_hash: string }>(
      'SELECT * FROM app_user WHERE login = $1',
      [login],
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('takes full-width signs of an input method for the same password', async () => {
    await users.create(setup, {
      login: 'wide',
      displayName: 'Wide',
      password: 'ｒｉｖｅｒｓ１２ｌａｍｐｓ',
      roles: ['agent'],
    });
    await expect(signIn('wide', 'rivers12lamps')).resolves.toBeDefined();
  });

  it('answers alike for an unknown name, a wrong password and a disabled user', async () => {
    const login = await agent();
    const other = await agent();
    await users.disable(setup, (await signIn(other)).actor.userId);
    const refusals = await Promise.all(
      [signIn('nobody'), signIn(login, 'wrong password'), signIn(other)].map((attempt) =>
        attempt.then(
          () => null,
          (error: unknown) => error,
        ),
      ),
    );
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'SIGN_IN_FAILED', context: {} });
  });

  it('hashes as much for an unknown name as for a known one', async () => {
    const login = await agent();
    const verify = jest.spyOn(argon2, 'verify');
    const costs = async (name: string): Promise<unknown[]> => {
      verify.mockClear();
      await signIn(name, 'wrong password', `hashing-${name}`).catch(() => undefined);
      return verify.mock.calls.map(([hash]) => String(hash).split('$', 4));
    };
    // The time of an answer would tell who has an account; what it is spent on is the hash.
    const known = await costs(login);
    expect(known).toEqual([['', 'argon2id', 'v=19', 'm=19456,t=2,p=1']]);
    expect(await costs('nobody')).toEqual(known);
    verify.mockRestore();
  });

  it('is refused while no role is in effect', async () => {
    await users.create(setup, {
      login: 'waiting',
      displayName: 'W',
      password: PASSWORD,
      roles: ['reviewer'],
    });
    await expect(signIn('waiting')).rejects.toMatchObject({
      code: 'FORBIDDEN',
      context: { rule: 'identity.role_in_effect' },
    });
  });
});

describe('a session', () => {
  it('ends twelve hours after signing in, however busy', async () => {
    const { token } = await signIn(await agent());
    for (let at = 0; at + MINUTE * 90 < SESSION_LIFE_MS; at += MINUTE * 90) {
      clock.advance(MINUTE * 90);
      expect(await authenticator.authenticate(token)).not.toBeNull();
    }
    clock.advance(SESSION_LIFE_MS - 7 * 90 * MINUTE - 1);
    expect(await authenticator.authenticate(token)).not.toBeNull();
    clock.advance(1);
    expect(await authenticator.authenticate(token)).toBeNull();
  });

  it('ends after two idle hours', async () => {
    const { token } = await signIn(await agent());
    clock.advance(SESSION_IDLE_MS - 1);
    expect(await authenticator.authenticate(token)).not.toBeNull();
    clock.advance(SESSION_IDLE_MS - 1);
    expect(await authenticator.authenticate(token)).not.toBeNull();
    clock.advance(SESSION_IDLE_MS);
    expect(await authenticator.authenticate(token)).toBeNull();
  });

  it('notes when it was last seen at most once a minute', async () => {
    const { token, sessionId } = await signIn(await agent());
    const seen = async (): Promise<number> => {
      await authenticator.authenticate(token);
      const [row] = await testDatabase.query<{ at: Date }>(
        'SELECT last_seen_at AS at FROM session WHERE id = $1',
        [sessionId],
      );
      return Number(row?.at);
    };
    const start = clock.now().getTime();
    clock.advance(MINUTE - 1);
    expect(await seen()).toBe(start);
    clock.advance(1);
    expect(await seen()).toBe(start + MINUTE);
  });

  it('ends when signed out, and only that one', async () => {
    const login = await agent();
    const first = await signIn(login);
    const second = await signIn(login);
    await sessions.signOut(first.token);
    expect(await authenticator.authenticate(first.token)).toBeNull();
    expect(await authenticator.authenticate(second.token)).not.toBeNull();
  });

  it('is listed to its own user, who can end it; another cannot', async () => {
    const login = await agent();
    const first = await signIn(login);
    clock.advance(1000);
    const second = await signIn(login);
    const stranger = await signIn(await agent());
    const page = await openSessions.listOwn(second.actor, second.token, {});
    expect(page.items.map(({ id, current }) => [id, current])).toEqual([
      [second.sessionId, true],
      [first.sessionId, false],
    ]);
    await expect(openSessions.endOwn(stranger.actor, first.sessionId)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(await authenticator.authenticate(first.token)).not.toBeNull();
    await openSessions.endOwn(second.actor, first.sessionId);
    await openSessions.endOwn(second.actor, first.sessionId);
    expect(await authenticator.authenticate(first.token)).toBeNull();
    expect((await openSessions.listOwn(second.actor, second.token, {})).items).toHaveLength(1);
  });

  it('pages through many, each once', async () => {
    const login = await agent();
    const opened: string[] = [];
    let user: UserActor | undefined;
    for (let i = 0; i < 5; i++) {
      const { sessionId, actor } = await signIn(login);
      opened.push(sessionId);
      user = actor;
    }
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await openSessions.listOwn(user as UserActor, 'none', { cursor, limit: 2 });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect([...seen].sort()).toEqual([...opened].sort());
    await expect(
      openSessions.listOwn(user as UserActor, 'none', { cursor: 'made-up' }),
    ).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      context: { field: 'cursor' },
    });
  });

  it('ends with all others when the user is disabled', async () => {
    const login = await agent();
    const [first, second] = [await signIn(login), await signIn(login)];
    await users.disable(setup, first.actor.userId);
    expect(await authenticator.authenticate(first.token)).toBeNull();
    expect(await authenticator.authenticate(second.token)).toBeNull();
    const rows = await testDatabase.query('SELECT 1 FROM session WHERE user_id = $1 AND revoked_at IS NULL', [
      first.actor.userId,
    ]);
    expect(rows).toEqual([]);
  });

  it('is not opened by anything that is no token', async () => {
    for (const bearer of [
      '',
      'ths_',
      `ths_${'a'.repeat(43)}`,
      `thk_${'a'.repeat(43)}`,
      `thx_${'a'.repeat(43)}`,
      "' OR 1=1",
    ]) {
      expect(await authenticator.authenticate(bearer)).toBeNull();
    }
  });
});
