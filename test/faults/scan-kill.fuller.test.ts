import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { ScansQuery, ScansService } from '@thaw/risk';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { openYears } from '../factories/history';
import { registerShop } from '../factories/registry';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';
import { startWorker } from '../support/worker-peer';

const ROWS = 500_000;

let database: TestDatabase;
let config: ReturnType<typeof testConfig>;
beforeAll(async () => {
  database = await createTestDatabase();
  config = testConfig(database);
});
afterAll(async () => {
  config.dispose();
  await database.drop();
});

/** A sale every forty seconds, cards that come again, and round amounts now and then. */
const insertHistory = async (terminalId: string): Promise<void> => {
  await openYears(database, [new Date('2024-01-01')]);
  await database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, card_token, received_at)
     SELECT $1, '2024-01-01T00:00:00Z'::timestamptz + n * interval '40 seconds', 'r:' || n, n::int, nextval('transaction_id'), $2,
       CASE WHEN n % 997 = 0 THEN 1000000 ELSE 1 + n * 7919 % 30000 END, 'CNY', 'purchase', 'approved',
       CASE n % 3 WHEN 0 THEN 'debit' ELSE 'credit' END, 'k1.' || n * 31 % 40000, now()
     FROM generate_series(1::bigint, $3::bigint) AS n`,
    [terminalId, randomUUID(), ROWS],
  );
};

const storedFindings = (scanId: string): Promise<unknown[]> =>
  database.query(
    `SELECT rule, finding_key, count, sum_fen, measured, md5(transaction_ids::text) AS transactions
     FROM finding WHERE scan_id = $1 ORDER BY ordinal`,
    [scanId],
  );

it('finishes a scan once whose worker was killed in its middle', async () => {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config), { logger: false });
  const desk = app.get(Database, { strict: false });
  const scans = app.get(ScansService, { strict: false });
  const query = app.get(ScansQuery, { strict: false });
  const actor = systemActor('setup');
  const { terminal } = await desk.asActor(actor, (tx) =>
    registerShop(tx, app.get(RegistryService, { strict: false }), { terminal: { feeProfile: 'low_rate' } }),
  );
  await insertHistory(terminal.id);
  const of = { terminalId: terminal.id, caseId: null };
  const request = () => desk.asActor(actor, (tx) => scans.request(tx, actor, of, new Date()));
  const progress = async (id: string): Promise<{ state: string; rowsDone: number }> => {
    const { state, rowsDone } = await desk.asActor(actor, (tx) => query.get(tx, id));
    return { state, rowsDone };
  };

  const { id } = await request();
  const first = await startWorker(database, config);
  await waitFor('the scan to be under way', async () => (await progress(id)).rowsDone > 0, { everyMs: 2 });
  await first.kill();
  const atTheKill = await progress(id);
  process.stdout.write(`scan killed at ${atTheKill.rowsDone} of ${ROWS} rows\n`);
  expect(atTheKill.state).toBe('running');
  expect(atTheKill.rowsDone).toBeGreaterThan(0);
  expect(atTheKill.rowsDone).toBeLessThan(ROWS);
  expect(await storedFindings(id)).toEqual([]);

  const second = await startWorker(database, config);
  await waitFor('the scan to finish', async () => (await progress(id)).state === 'finished', {
    withinMs: 50_000,
  });
  const undisturbed = await request();
  await waitFor(
    'the undisturbed scan to finish',
    async () => (await progress(undisturbed.id)).state === 'finished',
    {
      withinMs: 30_000,
    },
  );
  await second.stop();
  expect((await progress(id)).rowsDone).toBe(ROWS);
  const findings = await storedFindings(id);
  expect(findings.length).toBeGreaterThan(0);
  expect(findings).toEqual(await storedFindings(undisturbed.id));
  await app.close();
}, 150_000);
