import { ProcessPeer } from '../support/process-peer';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { newKey } from '@thaw/platform';
import { waitFor } from '../support/wait-for';

let database: TestDatabase;
let config: ReturnType<typeof testConfig>;
beforeAll(async () => {
  database = await createTestDatabase();
  config = testConfig(database, { THAW_PORT: '3000' });
});
afterAll(async () => {
  config.dispose();
  await database.drop();
});

const startWorker = (env: NodeJS.ProcessEnv = {}): Promise<ProcessPeer> =>
  ProcessPeer.start({
    script: 'apps/worker/src/main',
    env: {
      DATABASE_URL: database.url,
      THAW_BLOB_DIR: config.blobDir,
      THAW_CARD_KEY: newKey(),
      THAW_GATEWAY_URL: config.gateway.url,
      THAW_GATEWAY_SECRET: newKey(),
      ...env,
    },
  });

describe('the worker as a process', () => {
  it('says when it serves, and stops in order when told to', async () => {
    const worker = await startWorker();
    expect(await worker.stop()).toBe(0);
    expect(worker.lines().join('\n')).toContain('worker stops');
  }, 30_000);

  it('stops by itself when the desk that started it is gone', async () => {
    const worker = await startWorker();
    worker.abandon();
    await waitFor('it to end', () => !worker.isRunning());
    expect(worker.lines().join('\n')).toContain('worker stops');
  }, 30_000);

  it('does not start on settings it cannot use, and says which', async () => {
    await expect(startWorker({ THAW_CARD_KEY: 'short' })).rejects.toThrow(/THAW_CARD_KEY: must be 32 bytes/);
  }, 30_000);

  it('does not start without its database', async () => {
    await expect(startWorker({ DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none' })).rejects.toThrow(
      'did not become ready',
    );
  }, 60_000);
});
