import { randomUUID } from 'node:crypto';
import { systemActor, type Actor } from '@thaw/kernel';
import { Database, idempotently, requestHash, type IdempotentResponse } from '@thaw/platform';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const machine = (keyId: string): Actor => ({
  kind: 'machine',
  keyId,
  displayName: 'm',
  scopes: ['notice:open'],
});
const hash = requestHash('POST /v1/cases', { terminal: 1 });
const now = new Date('2026-11-23T01:00:00Z');
const secret = Buffer.alloc(32, 7);

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database({ databaseUrl: testDatabase.url, databasePoolSize: 5 });
  await testDatabase.query('CREATE TABLE effect (id text)');
  await testDatabase.query('GRANT INSERT ON effect TO thaw_serving');
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await testDatabase.drop();
});

interface Request {
  readonly key: string;
  readonly actor?: Actor;
  readonly requestHash?: Buffer;
  /** Runs inside the work, after its effect. */
  readonly then?: () => Promise<void>;
}

const send = ({
  key,
  actor = machine('a'),
  requestHash = hash,
  then,
}: Request): Promise<IdempotentResponse<unknown>> =>
  database.asActor(actor, (tx) =>
    idempotently(tx, { actor, key, secret, requestHash, now }, async () => {
      await tx.query('INSERT INTO effect VALUES ($1)', [key]);
      await then?.();
      return { status: 201, body: { id: randomUUID(), at: now } };
    }),
  );

const effects = async (key: string): Promise<number> =>
  (await testDatabase.query('SELECT 1 FROM effect WHERE id = $1', [key])).length;

/** Until some connection of this database waits for another's transaction. */
async function untilOneWaits(): Promise<void> {
  for (;;) {
    const waiting = await testDatabase.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [testDatabase.name],
    );
    if (waiting.length > 0) return;
  }
}

it('does the work once and gives the stored answer to a repeat', async () => {
  const first = await send({ key: 'once' });
  const again = await send({ key: 'once' });
  expect(first).toMatchObject({ status: 201, repeated: false });
  expect(again).toEqual({
    status: 201,
    repeated: true,
    body: JSON.parse(JSON.stringify(first.body)) as unknown,
  });
  expect(await effects('once')).toBe(1);
});

it('refuses another request under the same key, and keeps the first answer', async () => {
  const first = await send({ key: 'other' });
  await expect(
    send({ key: 'other', requestHash: requestHash('POST /v1/cases', { terminal: 2 }) }),
  ).rejects.toMatchObject({
    code: 'IDEMPOTENCY_KEY_REUSED',
  });
  expect(await effects('other')).toBe(1);
  expect((await send({ key: 'other' })).body).toMatchObject({ id: (first.body as { id: string }).id });
});

it('keeps the keys of two actors apart', async () => {
  const [one, two] = [await send({ key: 'mine' }), await send({ key: 'mine', actor: machine('b') })];
  expect([one.repeated, two.repeated]).toEqual([false, false]);
});

it('lets a second connection wait for the first and then gives it the first answer', async () => {
  let second: Promise<IdempotentResponse<unknown>> | undefined;
  const first = await send({
    key: 'race',
    then: async () => {
      second = send({ key: 'race' });
      await untilOneWaits();
    },
  });
  expect(await second).toEqual({
    ...first,
    repeated: true,
    body: JSON.parse(JSON.stringify(first.body)) as unknown,
  });
  expect(await effects('race')).toBe(1);
});

it('lets the second do the work where the first fails, and keeps nothing of the first', async () => {
  let second: Promise<IdempotentResponse<unknown>> | undefined;
  const failed = send({
    key: 'failing',
    then: async () => {
      second = send({ key: 'failing' });
      await untilOneWaits();
      throw new Error('the first fails');
    },
  });
  await expect(failed).rejects.toThrow('the first fails');
  expect(await second).toMatchObject({ status: 201, repeated: false });
  expect(await effects('failing')).toBe(1);
});

it.each([
  ['empty', ''],
  ['too long', 'k'.repeat(256)],
  ['with a line break', 'a\nb'],
  ['not ASCII', '键'],
])('refuses a key that is %s', async (_, key) => {
  await expect(send({ key })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    context: { field: 'Idempotency-Key' },
  });
});

it('keeps no key as it was sent, since a client may put a card number into it', async () => {
  await send({ key: 'sale-4111111111111111' });
  const kept = await testDatabase.query<{ key: string }>('SELECT key FROM idempotency_key');
  expect(kept.map(({ key }) => key).join()).not.toMatch(/sale|4111/);
});

it('takes a key of 255 signs', async () => {
  await expect(send({ key: '~'.repeat(255), actor: systemActor('worker') })).resolves.toBeDefined();
});

describe('requestHash', () => {
  it('is the same whatever the order of members, and differs in all else', () => {
    const same = requestHash('POST /a', { a: 1, b: { c: [1, 2], d: null } });
    expect(requestHash('POST /a', { b: { d: null, c: [1, 2] }, a: 1 })).toEqual(same);
    for (const [target, body] of [
      ['POST /b', { a: 1, b: { c: [1, 2], d: null } }],
      ['POST /a', { a: 1, b: { c: [2, 1], d: null } }],
      ['POST /a', { a: '1', b: { c: [1, 2], d: null } }],
      ['POST /a', undefined],
      ['POST /a', [['a', 1]]],
    ] as const) {
      expect(requestHash(target, body)).not.toEqual(same);
    }
    expect(requestHash('POST /a', { a: 1 })).not.toEqual(requestHash('POST /a', [['a', 1]]));
  });
});
