import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService, type NewMerchant } from '@thaw/registry';
import { ScanRunner, ScansQuery, ScansService } from '@thaw/risk';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { insertSales } from '../factories/history';
import { registerShop } from '../factories/registry';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

const SETUP = systemActor('setup');
const clock = new TestClock();
let db: TestDatabase;
let app: INestApplicationContext;
let dispose: () => void;
beforeAll(async () => {
  db = await createTestDatabase();
  const config = testConfig(db);
  dispose = () => config.dispose();
  app = await NestFactory.createApplicationContext(WorkerModule.with(config, clock), { logger: false });
});
afterAll(async () => {
  await app.close();
  dispose();
  await db.drop();
});

const HOURS = (from: number, to: number) => ({ from: from * 3600, to: to * 3600 });
/** Large enough for a finding each, by the hour of the desk's day at which they were. */
const LARGE_AT = [1, 2, 4, 12, 18, 22];

/** @returns the hours frozen with the scan, and the hours of the day of the sales that it found out of hours. */
async function scanned(merchant: Partial<NewMerchant>) {
  const scans = app.get(ScansService, { strict: false });
  const database = app.get(Database);
  const { terminal } = await database.asActor(SETUP, (tx) =>
    registerShop(tx, app.get(RegistryService, { strict: false }), { merchant }),
  );
  const at = (hour: number): string => `2026-11-20T${String(hour).padStart(2, '0')}:30:00+08:00`;
  await insertSales(
    db,
    terminal.id,
    LARGE_AT.map((hour) => ({ at: at(hour), amountFen: 1_000_000 })),
  );
  const { id } = await database.asActor(SETUP, (tx) =>
    scans.request(tx, SETUP, { terminalId: terminal.id, caseId: null }, clock.now()),
  );
  await app.get(ScanRunner, { strict: false }).run(id, () => Promise.resolve());
  const { facts } = await database.asActor(SETUP, (tx) => app.get(ScansQuery, { strict: false }).get(tx, id));
  const found = await db.query<{ hour: number }>(
    `SELECT extract(hour FROM from_at AT TIME ZONE 'Asia/Shanghai')::int AS hour FROM finding
     WHERE scan_id = $1 AND rule = 'R8' ORDER BY from_at`,
    [id],
  );
  return { hours: facts.hours, off: found.map(({ hour }) => hour) };
}

it.each<[string, Partial<NewMerchant>, object | null, number[]]>([
  ['the rule’s own where neither says any', { mcc: '5651', hours: null }, null, [1, 2, 4, 22]],
  ['a bar’s, past midnight', { mcc: '5813', hours: null }, HOURS(16, 3), [4, 12]],
  ['a restaurant’s', { mcc: '5812', hours: null }, HOURS(7, 23), [1, 2, 4]],
  ['a hotel’s, which never closes', { mcc: '7011', hours: null }, { from: 0, to: 86_399 }, []],
  ['the merchant’s own before its trade’s', { mcc: '7011', hours: HOURS(9, 20) }, HOURS(9, 20), [1, 2, 4, 22]],
  ['the merchant’s own, past midnight', { mcc: '5651', hours: HOURS(18, 2) }, HOURS(18, 2), [2, 4, 12]],
])('trading hours are %s', async (_, merchant, hours, off) => {
  expect(await scanned(merchant)).toEqual({ hours, off });
}); // prettier-ignore
