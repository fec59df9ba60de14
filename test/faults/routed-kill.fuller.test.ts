import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { systemActor, type MachineActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { AbandonedIntakes, RoutedImportsQuery, RoutedImportsService } from '@thaw/transactions';
import { Readable } from 'node:stream';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { registerShop, type Shop } from '../factories/registry';
import { ProcessPeer } from '../support/process-peer';
import { streamUpload } from '../support/streamed-upload';
import { TestApi } from '../support/test-api';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';
import { startWorker } from '../support/worker-peer';

const TERMINALS = 8;
const LINES = 240_000;
const MACHINE: MachineActor = {
  kind: 'machine',
  keyId: 'acquirer',
  displayName: 'Acquirer',
  scopes: ['transaction:append'],
};

const linesOf = function* (shops: readonly Shop[], lines: number): Generator<Buffer, void, undefined> {
  let text = 'merchant_no,terminal_no,occurred_at,amount,card\n';
  for (let i = 0; i < lines; i++) {
    const { merchant, terminal } = shops[(i * 5) % shops.length]!;
    const time = new Date(Date.UTC(2024, 0, 1) + i * 1_000).toISOString();
    text += `${merchant.merchantNo},${terminal.terminalNo},${time},${1 + (i % 90)}.50,card-${i % 900}\n`;
    if (text.length < 64 * 1024) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
};

const registerShops = (app: INestApplicationContext): Promise<Shop[]> =>
  app.get(Database, { strict: false }).asActor(systemActor('setup'), async (tx) => {
    const shops: Shop[] = [];
    for (let i = 0; i < TERMINALS; i++)
      shops.push(await registerShop(tx, app.get(RegistryService, { strict: false })));
    return shops;
  });

describe('a worker that is killed between the imports of a file', () => {
  let database: TestDatabase;
  let config: ReturnType<typeof testConfig>;
  let app: INestApplicationContext;
  beforeAll(async () => {
    database = await createTestDatabase();
    config = testConfig(database);
    app = await NestFactory.createApplicationContext(WorkerModule.with(config), { logger: false });
  });
  afterAll(async () => {
    await app.close();
    config.dispose();
    await database.drop();
  });

  it('loses no line and doubles none', async () => {
    const shops = await registerShops(app);
    const { id } = await app.get(RoutedImportsService, { strict: false }).receive(MACHINE, {
      fileName: 'all.csv',
      content: Readable.from(linesOf(shops, LINES), { objectMode: false }),
      options: {},
    });
    const view = () => app.get(RoutedImportsQuery, { strict: false }).get(MACHINE, id);
    const finished = async (): Promise<number> => {
      const [row] = await database.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM history_import WHERE routed_import_id = $1 AND state = 'finished'`,
        [id],
      );
      return row?.n ?? 0;
    };
    const first = await startWorker(database, config);
    await waitFor('an import to finish', async () => (await finished()) > 0, {
      withinMs: 90_000,
      everyMs: 2,
    });
    await first.kill();
    const atTheKill = await finished();
    process.stdout.write(`worker killed with ${atTheKill} of ${TERMINALS} imports finished\n`);
    expect(atTheKill).toBeLessThan(TERMINALS);
    expect(await view()).toMatchObject({ state: 'running' });

    const second = await startWorker(database, config);
    await waitFor('the file to finish', async () => (await view()).state === 'finished', {
      withinMs: 200_000,
      everyMs: 50,
    });
    expect(await second.stop()).toBe(0);
    expect(await view()).toMatchObject({ accepted: LINES, duplicates: 0, rejected: 0, linesDone: LINES });
    const [stored] = await database.query(
      `SELECT count(*)::int AS rows, count(DISTINCT line)::int AS lines FROM transaction
       WHERE terminal_id = ANY($1)`,
      [shops.map(({ terminal }) => terminal.id)],
    );
    expect(stored).toEqual({ rows: LINES, lines: LINES });
  }, 400_000);
});

describe('a server that is killed before the imports of a file are asked for', () => {
  let api: TestApi;
  let blobs: string;
  beforeAll(async () => {
    blobs = mkdtempSync(join(tmpdir(), 'thaw-routed-'));
    api = await TestApi.start({}, { THAW_BLOB_DIR: blobs });
  });
  afterAll(async () => {
    await api.stop();
    rmSync(blobs, { recursive: true });
  });

  const startServer = (): Promise<ProcessPeer> =>
    ProcessPeer.start({
      script: 'apps/api/src/main',
      env: {
        DATABASE_URL: api.database.url,
        THAW_BLOB_DIR: blobs,
        THAW_CARD_KEY: Buffer.alloc(32, 7).toString('base64'),
        THAW_GATEWAY_URL: 'http://127.0.0.1:9',
        THAW_GATEWAY_SECRET: Buffer.alloc(32, 8).toString('base64'),
        THAW_PORT: '0',
        THAW_LOG_LEVEL: 'silent',
      },
    });
  // Not the spool: its file has a name for the moment between being made and being unlinked, in which a kill can come.
  const built = (): string[] =>
    !existsSync(join(blobs, 'intake'))
      ? []
      : readdirSync(join(blobs, 'intake'), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile() && !entry.name.endsWith('.partial'))
          .map((entry) => entry.name);
  const door = ({ ready }: ProcessPeer): string => `http://127.0.0.1:${ready.port}/v1/routed-imports`;

  it('leaves no import, no line and, once swept, no file; the file sent again is taken whole', async () => {
    const shops = await registerShops(api.app);
    const token = await api.machine('transaction:append');
    const first = await startServer();
    const sending = streamUpload(door(first), token, linesOf(shops, LINES)).then(
      () => 'answered',
      () => 'broken off',
    );
    await waitFor('some of its parts to be built', () => Promise.resolve(built().length > 0), {
      withinMs: 90_000,
      everyMs: 1,
    });
    await first.kill();
    expect(await sending).toBe('broken off');
    const left = built();
    process.stdout.write(`server killed with ${left.length} of ${TERMINALS} parts built\n`);
    const [kept] = await api.database.query(
      `SELECT (SELECT count(*)::int FROM routed_import) AS files, (SELECT count(*)::int FROM history_import) AS imports,
         (SELECT count(*)::int FROM outbox) AS jobs`,
    );
    expect(kept).toEqual({ files: 0, imports: 0, jobs: 0 });

    const second = await startServer();
    const { status, body } = await streamUpload(door(second), token, linesOf(shops, LINES));
    expect([status, body]).toMatchObject([
      202,
      { linesTotal: LINES, terminals: TERMINALS, unrouted: 0, duplicateOf: null },
    ]);
    await second.stop();
    // What waits for its job stays, whatever its age.
    const sweep = api.app.get(AbandonedIntakes, { strict: false });
    expect(await sweep.remove(new Date(0))).toBe(0);
    expect(await sweep.remove(new Date(Date.now() + 60_000))).toBe(left.length);
    expect(built()).toHaveLength(TERMINALS);
  }, 300_000);
});
