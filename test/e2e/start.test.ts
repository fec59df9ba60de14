import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { newKey } from '@thaw/platform';
import { Client } from 'pg';
import { ProjectCopy, type DeskPeer } from '../support/desk-peer';
import { createTestDatabase, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';

/** One desk, from its first start to its reset: each test goes on where the one before it stopped. */
let copy: ProjectCopy;
let desk: DeskPeer;

beforeAll(() => {
  copy = ProjectCopy.make();
});
afterAll(() => copy.remove());

const answers = async (path: string): Promise<boolean> =>
  (await fetch(`${copy.lock().addresses.api}${path}`)).ok;

/** Behind the desk's back, as the owner. */
async function inDatabase<R>(sql: string): Promise<R[]> {
  const { ownerPassword } = JSON.parse(readFileSync(join(copy.folder, '.thaw/secrets.json'), 'utf8')) as {
    ownerPassword: string;
  };
  // The fourth line of a postmaster's own file is its port.
  const port = Number(readFileSync(join(copy.folder, '.thaw/pgdata/postmaster.pid'), 'utf8').split('\n')[3]);
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: ownerPassword,
    database: 'postgres',
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows as R[];
  } finally {
    await client.end();
  }
}

const partOf = (name: string): number =>
  copy.processes().find(({ command }) => command.includes(`apps/${name}/src/main.js`))?.pid ?? 0;

describe('npm start', () => {
  it('brings up everything in a folder with a space in its name', async () => {
    // An address for all the world is not taken: the demo's accounts are known to everyone.
    desk = await copy.up({ THAW_HOST: '0.0.0.0' });
    expect(desk.output()).toContain('Thaw is running.');
    expect(await answers('/v1/ready')).toBe(true);
    const page = await fetch(copy.lock().addresses.api, { headers: { accept: 'text/html' } });
    expect(await page.text()).toContain('<script type="module"');
    expect(copy.processes().length).toBeGreaterThanOrEqual(5);
  }, 90_000);

  it('serves the demo on 127.0.0.1 only', async () => {
    const { hostname, port } = new URL(copy.lock().addresses.api);
    expect(hostname).toBe('127.0.0.1');
    await expect(fetch(`http://127.0.0.2:${port}/v1/health`)).rejects.toThrow('fetch failed');
  });

  it('keeps its keys to itself', () => {
    expect(statSync(join(copy.folder, '.thaw/secrets.json')).mode & 0o777).toBe(0o600);
    const secrets = JSON.parse(readFileSync(join(copy.folder, '.thaw/secrets.json'), 'utf8')) as Record<
      string,
      string
    >;
    const seen =
      desk.output() +
      copy
        .processes()
        .map(({ command }) => command)
        .join('\n');
    const logs = ['api', 'worker', 'gateway', 'postgres'].map((name) =>
      readFileSync(join(copy.folder, `.thaw/logs/${name}.log`), 'utf8'),
    );
    for (const secret of Object.values(secrets)) {
      for (const text of [seen, ...logs])
        expect(text.includes(secret) || text.includes(encodeURIComponent(secret))).toBe(false);
    }
  });

  it('lets the processes sign in as a login that owns nothing', async () => {
    const logins = await inDatabase<{ usename: string }>(
      `SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name LIKE 'thaw%'`,
    );
    expect(logins).toEqual([{ usename: 'thaw_server' }]);
    const owned = await inDatabase(
      `SELECT relname FROM pg_class WHERE relowner = 'thaw_server'::regrole OR (relowner = 'thaw_serving'::regrole AND relnamespace = 'public'::regnamespace)`,
    );
    expect(owned).toEqual([]);
  });

  it('says where it runs when it is started again in the same folder', () => {
    const again = copy.run(['up']);
    expect(again.code).toBe(0);
    expect(again.output).toContain(`process ${desk.pid}`);
    expect(again.output).toContain(copy.lock().addresses.api);
  });

  it('refuses to be reset while it runs', () => {
    expect(copy.run(['reset']).code).toBe(1);
    expect(copy.has('.thaw/pgdata')).toBe(true);
  });

  it('starts a process again that was killed, on the same address', async () => {
    const killed = partOf('api');
    process.kill(killed, 'SIGKILL');
    await waitFor('another API', () => ![0, killed].includes(partOf('api')));
    await waitFor('it to answer', () => answers('/v1/ready'), { withinMs: 20_000 });
    expect(desk.output()).toContain('api ended by itself (SIGKILL)');
  }, 40_000);

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'starts a database again that was ended by %s',
    async (signal) => {
      const postmaster = (): number =>
        copy.processes().find(({ command }) => command.includes('bin/postgres -D'))?.pid ?? 0;
      const ended = postmaster();
      expect(ended).not.toBe(0);
      const said = desk.output().length;
      process.kill(ended, signal);
      await waitFor('word of it', () => desk.output().slice(said).includes('The database is back.'));
      expect(postmaster()).not.toBe(ended);
      await waitFor('the desk to answer', () => answers('/v1/ready'), { withinMs: 30_000 });
      expect(await inDatabase('SELECT count(*)::int AS many FROM app_user')).toEqual([{ many: 11 }]);
    },
    60_000,
  );

  it('stops everything on Ctrl-C, in order', async () => {
    await inDatabase(
      'INSERT INTO sandbox_clock (singleton, offset_ms) VALUES (true, 4711) ON CONFLICT (singleton) DO UPDATE SET offset_ms = 4711',
    );
    expect(await desk.stop('SIGINT')).toBe(0);
    expect(copy.processes()).toEqual([]);
    expect(copy.has('.thaw/desk.lock')).toBe(false);
    expect(copy.has('.thaw/pgdata/postmaster.pid')).toBe(false);
  }, 40_000);

  it('has its data again at the next start', async () => {
    desk = await copy.up();
    expect(await inDatabase('SELECT offset_ms FROM sandbox_clock')).toEqual([{ offset_ms: '4711' }]);
  }, 60_000);

  it('leaves no process behind that serves when it is itself killed, and recovers', async () => {
    await desk.stop('SIGKILL');
    await waitFor(
      'its processes to notice',
      () => [partOf('api'), partOf('worker')].every((pid) => pid === 0),
      { withinMs: 15_000 },
    );
    desk = await copy.up();
    expect(await answers('/v1/ready')).toBe(true);
    expect(await inDatabase('SELECT offset_ms FROM sandbox_clock')).toEqual([{ offset_ms: '4711' }]);
    expect(await desk.stop('SIGTERM')).toBe(0);
    expect(copy.processes()).toEqual([]);
  }, 90_000);

  it('is as new after a reset', () => {
    expect(copy.run(['reset']).code).toBe(0);
    expect(copy.has('.thaw')).toBe(false);
  });
});

describe('npm start with DATABASE_URL', () => {
  let database: TestDatabase;
  beforeAll(async () => (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it('names each setting that is missing, and starts nothing', () => {
    const { code, output } = copy.run(['up'], { DATABASE_URL: database.url });
    expect(code).toBe(1);
    for (const name of ['THAW_CARD_KEY', 'THAW_GATEWAY_URL', 'THAW_GATEWAY_SECRET', 'THAW_BLOB_DIR']) {
      expect(output).toContain(`${name}: is missing`);
    }
    expect(copy.processes()).toEqual([]);
  });

  it('serves that database and seeds nothing', async () => {
    const external = await copy.up({
      DATABASE_URL: database.url,
      THAW_CARD_KEY: newKey(),
      THAW_GATEWAY_URL: 'http://127.0.0.1:9',
      THAW_GATEWAY_SECRET: newKey(),
      THAW_BLOB_DIR: join(copy.folder, 'files of the desk'),
    });
    expect(external.output()).toContain('thaw user create');
    expect(await answers('/v1/ready')).toBe(true);
    expect(copy.processes().filter(({ command }) => /postgres|gateway-simulator/.test(command))).toEqual([]);
    expect(await database.query('SELECT login FROM app_user')).toEqual([]);
    expect(copy.has('.thaw/secrets.json')).toBe(false);
    expect(await external.stop('SIGINT')).toBe(0);
    expect(copy.processes()).toEqual([]);
  }, 60_000);
});

describe('the command line', () => {
  it('knows its commands', () => {
    expect(copy.run(['help'])).toMatchObject({
      code: 0,
      output: expect.stringContaining('gateway-simulator'),
    });
    expect(copy.run(['version'])).toEqual({ code: 0, output: '0.1.0\n' });
    expect(copy.run(['nope'])).toMatchObject({ code: 2, output: expect.stringContaining('Usage: thaw') });
  });
});
