import { createHash } from 'node:crypto';
import {
  ApiKeysService,
  Authenticator,
  SessionsService,
  SignInThrottle,
  type NewApiKey,
} from '@thaw/identity';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const setup = systemActor('setup');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CONFIG = {
  sessions: { lifeMs: 12 * HOUR, idleMs: 2 * HOUR },
  signIn: { key: null, factorRule: 'deciders' as const },
};

let testDatabase: TestDatabase;
let database: Database;
let clock: TestClock;
let keys: ApiKeysService;
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
  keys = new ApiKeysService(database, clock);
  authenticator = new Authenticator(
    new SessionsService(database, new SignInThrottle(database, clock), clock, CONFIG),
    keys,
  );
});

const issue = (over: Partial<NewApiKey> = {}) =>
  keys.issue(setup, { name: 'risk engine', scopes: ['notice:open', 'transaction:append'], ...over });

it('stands for a machine client with its scopes, and is stored only as a hash', async () => {
  const issued = await issue();
  expect(issued.key).toMatch(/^thk_[A-Za-z0-9_-]{43}$/);
  expect(await authenticator.authenticate(issued.key)).toEqual({
    kind: 'machine',
    keyId: issued.id,
    displayName: 'risk engine',
    scopes: ['notice:open', 'transaction:append'],
  });
  const [row] = await testDatabase.query('SELECT * FROM api_key WHERE id = $1', [issued.id]);
  expect(row).toMatchObject({
    key_hash: createHash('sha256').update(issued.key).digest(),
    created_by: 'system:setup',
  });
  expect(JSON.stringify(await keys.list(setup, {}))).not.toMatch(/thk_|hash/);
});

it('does not open a session door, nor a session a key door', async () => {
  const { key } = await issue();
  expect(await authenticator.authenticate(key.replace('thk_', 'ths_'))).toBeNull();
});

it('opens nothing from the instant it expires', async () => {
  const { key } = await issue({ expiresAt: new Date(clock.now().getTime() + MINUTE) });
  clock.advance(MINUTE - 1);
  expect(await authenticator.authenticate(key)).not.toBeNull();
  clock.advance(1);
  expect(await authenticator.authenticate(key)).toBeNull();
});

it('opens nothing once revoked; revoking again changes nothing', async () => {
  const { id, key } = await issue();
  await keys.revoke(setup, id);
  expect(await authenticator.authenticate(key)).toBeNull();
  const revokedAt = clock.now();
  clock.advance(MINUTE);
  await keys.revoke(setup, id);
  const listed = (await keys.list(setup, {})).items.find((one) => one.id === id);
  expect(listed?.revokedAt).toEqual(revokedAt);
  await expect(keys.revoke(setup, '00000000-0000-4000-8000-000000000000')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

it('notes its last use at most once a minute', async () => {
  const { id, key } = await issue();
  const lastUse = async (): Promise<Date | null | undefined> => {
    await authenticator.authenticate(key);
    return (await keys.list(setup, {})).items.find((one) => one.id === id)?.lastUsedAt;
  };
  expect((await keys.list(setup, {})).items.find((one) => one.id === id)?.lastUsedAt).toBeNull();
  const start = clock.now();
  expect(await lastUse()).toEqual(start);
  clock.advance(MINUTE - 1);
  expect(await lastUse()).toEqual(start);
  clock.advance(1);
  expect(await lastUse()).toEqual(clock.now());
});

it.each<[string, Partial<NewApiKey>, string]>([
  ['without scopes', { scopes: [] }, 'scopes'],
  ['without a name', { name: ' ' }, 'name'],
  ['named after a card', { name: 'key 4111111111111111' }, 'name'],
  ['that has expired already', { expiresAt: new Date('2026-11-23T01:00:00.000Z') }, 'expiresAt'],
])('is refused %s', async (_, over, field) => {
  await expect(issue(over)).rejects.toMatchObject({ code: 'INVALID_REQUEST', context: { field } });
});

it('is listed newest first, page by page, each once', async () => {
  for (let i = 0; i < 5; i++) {
    clock.advance(1);
    await issue();
  }
  const all = (await keys.list(setup, { limit: 200 })).items.map(({ id }) => id);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await keys.list(setup, { cursor, limit: 2 });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(all);
});

it('gives its place to another, and both open doors until the overlap is over', async () => {
  const old = await issue({ expiresAt: new Date(clock.now().getTime() + 72 * HOUR) });
  clock.advance(HOUR);
  const next = await keys.rotate(setup, old.id, 24 * HOUR);
  expect(next).toMatchObject({ name: old.name, scopes: old.scopes, rotatedFrom: old.id, revokedAt: null });
  expect(next.key).not.toBe(old.key);
  expect(next.expiresAt?.getTime()).toBe(clock.now().getTime() + 72 * HOUR);
  clock.advance(24 * HOUR - 1);
  expect(await authenticator.authenticate(old.key)).not.toBeNull();
  expect(await authenticator.authenticate(next.key)).not.toBeNull();
  clock.advance(1);
  expect(await authenticator.authenticate(old.key)).toBeNull();
  expect(await authenticator.authenticate(next.key)).not.toBeNull();
});

it('gives its place once, never when it is over, and never lives longer for it', async () => {
  const old = await issue({ expiresAt: new Date(clock.now().getTime() + HOUR) });
  const [first, second] = await Promise.allSettled([
    keys.rotate(setup, old.id, 24 * HOUR),
    keys.rotate(setup, old.id, 24 * HOUR),
  ]);
  expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
  clock.advance(HOUR);
  expect(await authenticator.authenticate(old.key)).toBeNull();
  const revoked = await issue();
  await keys.revoke(setup, revoked.id);
  for (const id of [old.id, revoked.id])
    await expect(keys.rotate(setup, id, 0)).rejects.toMatchObject({ code: 'GUARD_REFUSED' });
});
