import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { BacktestsQuery, BacktestsService, type BacktestView } from '@thaw/risk';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { openYears } from '../factories/history';
import { registerShop } from '../factories/registry';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';
import { waitFor } from '../support/wait-for';
import { startWorker } from '../support/worker-peer';

const TERMINALS = 8;
const ROWS_EACH = 20_000;

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

/** A sale every seven minutes, cards that come again, and large amounts now and then. */
const insertHistory = async (terminalId: string): Promise<void> => {
  await openYears(database, [new Date('2026-01-01')]);
  await database.query(
    `INSERT INTO transaction (terminal_id, occurred_at, natural_key, line, id, import_id, amount_fen, currency, type, status,
       card_type, card_token, received_at)
     SELECT $1, '2026-01-01T00:00:00Z'::timestamptz + n * interval '7 minutes', 'r:' || n, n::int, nextval('transaction_id'), $2,
       CASE WHEN n % 997 = 0 THEN 6000000 ELSE 1 + n * 7919 % 30000 END, 'CNY', 'purchase', 'approved',
       CASE n % 3 WHEN 0 THEN 'debit' ELSE 'credit' END, 'k1.' || n * 31 % 4000, now()
     FROM generate_series(1::bigint, $3::bigint) AS n`,
    [terminalId, randomUUID(), ROWS_EACH],
  );
};

it('finishes a backtest whose worker was killed between terminals, as if nothing had happened', async () => {
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config), { logger: false });
  const actor = systemActor('setup');
  const backtests = app.get(BacktestsService, { strict: false });
  const query = app.get(BacktestsQuery, { strict: false });
  for (let shop = 0; shop < TERMINALS; shop++) {
    const { terminal } = await app.get(Database, { strict: false }).asActor(actor, (tx) =>
      registerShop(tx, app.get(RegistryService, { strict: false }), {
        terminal: { feeProfile: 'low_rate' },
      }),
    );
    await insertHistory(terminal.id);
  }
  const sets = [4_000_000, 5_000_000, 7_000_000].map((max) => ({
    name: String(max),
    rules: [{ code: 'R1a', parameters: { max } }],
  }));
  const request = (): Promise<string> => backtests.request(actor, { sets, scope: { kind: 'all' } });
  const read = (id: string): Promise<BacktestView> => query.get(actor, id);
  const finished = async (id: string): Promise<boolean> => (await read(id)).state === 'finished';

  const id = await request();
  const first = await startWorker(database, config);
  await waitFor('two terminals to be done', async () => (await read(id)).terminalsDone >= 2, { everyMs: 2 });
  await first.kill();
  const atTheKill = await read(id);
  process.stdout.write(`backtest killed at ${atTheKill.terminalsDone} of ${TERMINALS} terminals\n`);
  expect(atTheKill).toMatchObject({ state: 'running', terminalsTotal: TERMINALS, outcome: null });
  expect(atTheKill.terminalsDone).toBeLessThan(TERMINALS);

  const second = await startWorker(database, config);
  await waitFor('the backtest to finish', () => finished(id), { withinMs: 90_000 });
  const undisturbed = await request();
  await waitFor('the undisturbed backtest to finish', () => finished(undisturbed), { withinMs: 60_000 });
  await second.stop();
  const [done, other] = [await read(id), await read(undisturbed)];
  expect(done.rowsDone).toBe(TERMINALS * ROWS_EACH);
  expect(done.outcome?.sets.map(({ rules }) => rules[0]?.findings)).toEqual([160, 160, 0]);
  expect([done.outcome, done.historiesDigest]).toEqual([other.outcome, other.historiesDigest]);
  await app.close();
}, 240_000);
