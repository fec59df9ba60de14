import { type Database, type Tx } from '@thaw/platform';
import { Client } from 'pg';
import { DatabaseRoom, SETUP, whoIs, write } from '../support/database-room';
import { waitFor } from '../support/wait-for';

const UNAVAILABLE = { code: 'DEPENDENCY_UNAVAILABLE' };

let room: DatabaseRoom;
let admin: Client;
let database: Database;
beforeAll(async () => {
  room = await DatabaseRoom.prepare();
  const elsewhere = new URL(room.peer.url);
  elsewhere.pathname = '/postgres';
  admin = new Client({ connectionString: elsewhere.href });
  await admin.connect();
});
beforeEach(() => (database = room.open(4)));
afterEach(() => room.clear());
afterAll(async () => {
  await admin.end();
  await room.peer.drop();
});

/** True once it works; an answer other than "works" or "away for the moment" fails. */
const works = (): Promise<boolean> =>
  database
    .asActor(SETUP, (tx) => tx.query('SELECT 1'))
    .then(
      () => true,
      (error: unknown) => {
        expect(error).toMatchObject(UNAVAILABLE);
        return false;
      },
    );

describe('a connection that is killed', () => {
  /** Again and again, so that a broken connection left in the pool would be met. */
  const ends = async (work: (tx: Tx) => Promise<unknown>): Promise<void> => {
    for (let round = 0; round < 6; round++)
      await expect(database.asActor(SETUP, work)).rejects.toMatchObject(UNAVAILABLE);
    await database.asActor(SETUP, (tx) => write(tx, 'after'));
    expect(await room.pages()).toEqual(['after']);
  };
  const killOwn = async (tx: Tx): Promise<void> => room.kill((await whoIs(tx)).pid);

  it('while a statement runs', () =>
    ends(async (tx) => {
      const { pid } = await whoIs(tx);
      await write(tx, 'before');
      await Promise.all([tx.query('SELECT pg_sleep(30)'), room.kill(pid)]);
    }));

  it('between two statements', () =>
    ends(async (tx) => {
      await write(tx, 'before');
      await killOwn(tx);
      await write(tx, 'and after');
    }));

  it('before the commit', () =>
    ends(async (tx) => {
      await write(tx, 'before');
      await killOwn(tx);
    }));

  it('even when the work hides what it saw', () =>
    ends(async (tx) => {
      await write(tx, 'before');
      await killOwn(tx);
      await write(tx, 'and after').catch(() => undefined);
    }));

  it('while it rests in the pool: a call soon after finds another', async () => {
    const connections = await Promise.all(
      Array.from({ length: 4 }, () =>
        database.asActor(SETUP, (tx) => tx.query('SELECT pg_sleep(0.05)').then(() => whoIs(tx))),
      ),
    );
    expect(new Set(connections.map(({ pid }) => pid)).size).toBe(4);
    await room.kill();
    await waitFor('a connection that works', works);
  });
});

describe('a database that is away', () => {
  const allow = (allowed: boolean): Promise<unknown> =>
    admin.query(`ALTER DATABASE ${room.peer.name} ALLOW_CONNECTIONS ${allowed}`);
  afterEach(() => allow(true));

  it('at the first call is found by a later one, once it is there', async () => {
    await allow(false);
    for (let i = 0; i < 3; i++)
      await expect(database.asActor(SETUP, (tx) => write(tx, 'x'))).rejects.toMatchObject(UNAVAILABLE);
    await allow(true);
    await database.asActor(SETUP, (tx) => write(tx, 'after'));
    expect(await room.pages()).toEqual(['after']);
  });

  it('and comes back is found again', async () => {
    await database.asActor(SETUP, (tx) => write(tx, 'before'));
    await allow(false);
    await room.kill();
    await waitFor('the loss to be noticed', async () => !(await works()));
    await expect(database.asActor(SETUP, (tx) => write(tx, 'x'))).rejects.toMatchObject(UNAVAILABLE);
    await allow(true);
    await database.asActor(SETUP, (tx) => write(tx, 'after'));
    expect(await room.pages()).toEqual(['after', 'before']);
  });

  it('behind a port where nobody listens is said to be away, but not where it was looked for', async () => {
    const closed = new URL(room.peer.url);
    closed.port = '1';
    const error: unknown = await room
      .open(4, closed.href)
      .asActor(SETUP, (tx) => tx.query('SELECT 1'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(UNAVAILABLE);
    expect(String(error)).not.toMatch(/127\.0\.0\.1|ECONN/);
  });
});

describe('a login', () => {
  const login = (): string => `login_${room.peer.name}`;
  const urlOf = (password: string): string => {
    const url = new URL(room.peer.url);
    [url.username, url.password] = [login(), password];
    return url.href;
  };
  const ask = (password = 'right'): Promise<unknown> =>
    room.open(1, urlOf(password)).asActor(SETUP, (tx) => tx.query('SELECT 1'));
  afterEach(async () => {
    await room.clear();
    await admin.query(`DROP ROLE ${login()}`);
  });

  it('that has all its connections already is away for the moment, not misconfigured', async () => {
    await admin.query(
      `CREATE ROLE ${login()} LOGIN PASSWORD 'right' CONNECTION LIMIT 1 IN ROLE thaw_serving`,
    );
    await room.open(1, urlOf('right')).asActor(SETUP, () => expect(ask()).rejects.toMatchObject(UNAVAILABLE));
  });

  it('with a wrong password is no passing trouble, and its password is not repeated', async () => {
    await admin.query(`CREATE ROLE ${login()} LOGIN PASSWORD 'right' IN ROLE thaw_serving`);
    const error: unknown = await ask('hunter2').catch((thrown: unknown) => thrown);
    expect(error).not.toMatchObject(UNAVAILABLE);
    expect(String(error)).toMatch(/password authentication failed/);
    expect(String(error)).not.toContain('hunter2');
  });

  it('that lacks the serving role is told what to grant', async () => {
    await admin.query(`CREATE ROLE ${login()} LOGIN PASSWORD 'right'`);
    await expect(ask()).rejects.toThrow(/GRANT thaw_serving TO/);
  });
});
