import { randomUUID } from 'node:crypto';
import { systemActor, type Actor } from '@thaw/kernel';
import { isUniqueViolation, plannedOnce, type Database, type Tx } from '@thaw/platform';
import { DatabaseRoom, SETUP, whoIs, write, type Identity } from '../support/database-room';
import { waitFor } from '../support/wait-for';

let room: DatabaseRoom;
let database: Database;
beforeAll(async () => (room = await DatabaseRoom.prepare()));
beforeEach(() => (database = room.open(4)));
afterEach(() => room.clear());
afterAll(() => room.peer.drop());

describe('a transaction', () => {
  it('commits when the work resolves and gives its result', async () => {
    await expect(database.asActor(SETUP, (tx) => write(tx, 'kept').then(() => 'done'))).resolves.toBe('done');
    expect(await room.pages()).toEqual(['kept']);
  });

  it('rolls back when the work throws, and throws the very same', async () => {
    const error = new Error('changed my mind');
    const work = async (tx: Tx): Promise<never> => {
      await write(tx, 'lost');
      throw error;
    };
    await expect(database.asActor(SETUP, work)).rejects.toBe(error);
    expect(await room.pages()).toEqual([]);
  });

  it('tells which rule of the schema was broken', async () => {
    const thrown: unknown = await database
      .asActor(SETUP, (tx) => write(tx, 'a').then(() => write(tx, 'a')))
      .catch((failure: unknown) => failure);
    expect([isUniqueViolation(thrown, 'page_pkey'), isUniqueViolation(thrown, 'other')]).toEqual([
      true,
      false,
    ]);
    expect(await room.pages()).toEqual([]);
  });

  it('never looks done when the work has swallowed an error of the database: nothing could be kept', async () => {
    const work = async (tx: Tx): Promise<string> => {
      await write(tx, 'before');
      await tx.query('SELECT 1 / 0').catch(() => undefined);
      return 'all is well';
    };
    await expect(database.asActor(SETUP, work)).rejects.toThrow(/rolled back/i);
    expect(await room.pages()).toEqual([]);
  });

  it('plans a statement once when it has come a few times, whatever the values, and gives rows of any number of them', async () => {
    await database.asActor(SETUP, async (tx) => {
      const text = 'SELECT words, $2::integer AS n FROM page WHERE words = ANY ($1::text[])';
      for (const words of ['kept', ...Array<string>(8).fill('other')])
        await plannedOnce(tx, text, [[words], 7]);
      await write(tx, 'other');
      expect(await plannedOnce(tx, text, [['other'], 8])).toEqual([{ words: 'other', n: 8 }]);
      const plans = await tx.query<{ once: boolean }[]>(
        `SELECT generic_plans >= 4 AS once FROM pg_prepared_statements WHERE statement LIKE '%FROM page%'`,
      );
      expect(plans).toEqual([{ once: true }]);
      for (let n = 0; n < 120; n++)
        expect(await plannedOnce(tx, `SELECT ${n} + $1::integer AS sum`, [1])).toEqual([{ sum: n + 1 }]);
    });
  });

  it('inside another is one of its own, with its own actor', async () => {
    const outer = database.asActor(systemActor('clock'), async (tx) => {
      await write(tx, 'outer');
      await database.asActor(systemActor('worker'), async (inner) => {
        await write(inner, 'inner');
        expect(await whoIs(inner)).toMatchObject({ actor: 'system:worker' });
        expect(await inner.query('SELECT words FROM page')).toEqual([{ words: 'inner' }]);
      });
      expect(await whoIs(tx)).toMatchObject({ actor: 'system:clock' });
      throw new Error('outer fails');
    });
    await expect(outer).rejects.toThrow('outer fails');
    expect(await room.pages()).toEqual(['inner']);
  });
});

describe('who acts', () => {
  const merchant: Actor = {
    kind: 'user',
    userId: randomUUID(),
    displayName: 'm',
    roles: ['merchant'],
    merchantId: randomUUID(),
  };

  it('is known inside the transaction and gone with it, on the same connection', async () => {
    database = room.open(1);
    const first = await database.asActor(merchant, whoIs);
    let seen: Identity | null = null;
    const fails = database.asActor(merchant, async (tx) => {
      seen = await whoIs(tx);
      throw new Error('fails');
    });
    await expect(fails).rejects.toThrow('fails');
    const last = await database.asActor(SETUP, whoIs);
    expect(first).toEqual({
      pid: last.pid,
      role: 'thaw_serving',
      actor: `user:${merchant.userId}`,
      merchant: merchant.merchantId,
    });
    expect(seen).toEqual(first);
    expect(last).toEqual({ ...first, actor: 'system:setup', merchant: '' });
  });

  it('is never mixed up among transactions at once', async () => {
    const actors = Array.from({ length: 40 }, (_, i): Actor => ({
      kind: 'machine',
      keyId: `k${i}`,
      displayName: '',
      scopes: [],
    }));
    const seen = await Promise.all(
      actors.map((actor) =>
        database.asActor(actor, async (tx) => {
          await tx.query('SELECT pg_sleep(0.002)');
          return (await whoIs(tx)).actor;
        }),
      ),
    );
    expect(seen).toEqual(actors.map((_, i) => `machine:k${i}`));
  });
});

describe('the pool', () => {
  it('lets those wait for whom no connection is left, and serves them all', async () => {
    database = room.open(2);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const order: string[] = [];
    const hold = (name: string): Promise<void> =>
      database.asActor(SETUP, async (tx) => {
        await tx.query('SELECT 1');
        order.push(`${name} holds`);
        await held;
      });
    const holders = [hold('first'), hold('second')];
    await waitFor('both to hold', () => order.length === 2);
    const waiting = Array.from({ length: 10 }, (_, i) =>
      database.asActor(SETUP, (tx) => write(tx, String(i)).then(() => order.push('served'))),
    );
    const connections = await room.peer.query(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'thaw'`,
    );
    expect([connections.length, order]).toEqual([2, expect.not.arrayContaining(['served'])]);
    release();
    await Promise.all([...holders, ...waiting]);
    expect(await room.pages()).toHaveLength(10);
  });

  it('is opened once by many first calls at once, and closed as often as asked', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => database.asActor(SETUP, (tx) => write(tx, `p${i}`))),
    );
    expect(await room.pages()).toHaveLength(12);
    await database.onApplicationShutdown();
    await database.onApplicationShutdown();
  });
});
