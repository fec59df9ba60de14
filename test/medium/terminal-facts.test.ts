import { randomUUID } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { MeasuresService, RegistryService, type Measure, type MeasureDraft } from '@thaw/registry';
import { TerminalFactsQuery } from '@thaw/risk';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { insertSales, type Sale } from '../factories/history';
import { registerShop, type Shop } from '../factories/registry';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

const SETUP = systemActor('setup');
const clock = new TestClock();
const F4: MeasureDraft = { level: 'F4', scope: 'terminal' };
const CARD = 'k1.card';
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

const service = <T>(type: new (...args: never[]) => T): T => app.get<T>(type, { strict: false });
const shop = (): Promise<Shop> =>
  app.get(Database).asActor(SETUP, (tx) => registerShop(tx, service(RegistryService)));
const collect = ({ terminal }: Shop) =>
  app.get(Database).asActor(SETUP, (tx) => service(TerminalFactsQuery).of(tx, terminal.id));

/** A shop whose only sales are with the card, each on a day of 2026. */
async function shopWith(days: readonly string[], over: Partial<Sale> = {}): Promise<Shop> {
  const made = await shop();
  const sales = days.map((day) => ({ at: `${day}T12:00:00+08:00`, amountFen: 1_000, card: CARD, ...over }));
  await insertSales(db, made.terminal.id, sales);
  return made;
}

/** Under a measure of a case of its own. */
async function freeze({ terminal }: Shop, draft = F4): Promise<readonly Measure[]> {
  const caseId = randomUUID();
  await db.query(
    `INSERT INTO freeze_case (id, number, version, merchant_version, terminal_id, merchant_id, state, reference_version,
       opened_at, opened_by, opened_via, state_since)
     VALUES ($1, $2, 1, 1, $3, $4, 'investigating', 1, now(), 'system:setup', 'machine', now())`,
    [caseId, `FZ-${caseId.slice(0, 13)}`, terminal.id, terminal.merchantId],
  );
  const at = { caseId, terminalId: terminal.id };
  return app
    .get(Database)
    .asActor(SETUP, (tx) => service(MeasuresService).impose(tx, at, [draft], clock.now()));
}
const lift = (measures: readonly Measure[]): Promise<unknown> =>
  app.get(Database).asActor(SETUP, async (tx) => {
    for (const { id } of measures) await service(MeasuresService).lift(tx, id, clock.now());
  });

const usesOf = async (here: Shop): Promise<[terminal: number, day: string][]> => {
  const { facts } = await collect(here);
  const cards = facts.cardsOfFrozenTerminals ?? [];
  return cards.flatMap(({ uses }) =>
    uses.map(({ terminal, at }): [number, string] => [terminal, new Date(at).toISOString().slice(0, 10)]),
  );
};

describe('cards of frozen terminals', () => {
  it('are those used here and, as purchases, on others that are frozen now', async () => {
    const here = await shopWith(['2026-10-01']);
    const [first, second, open, observed, lifted] = [
      await shopWith(['2026-10-03', '2026-09-02']),
      await shopWith(['2026-10-02']),
      await shopWith(['2026-10-04']),
      await shopWith(['2026-10-05']),
      await shopWith(['2026-10-06']),
    ];
    const measures = [await freeze(first), await freeze(second), await freeze(here)];
    await freeze(observed, { level: 'F0', scope: 'terminal' });
    await lift(await freeze(lifted));
    await insertSales(db, first.terminal.id, [
      { at: '2026-10-07T12:00:00+08:00', amountFen: 1, card: 'k1.other' },
      { at: '2026-10-07T12:00:00+08:00', amountFen: 1, card: null },
    ]);
    const declined = await shopWith(['2026-10-08']);
    measures.push(await freeze(declined));
    await db.query(`UPDATE transaction SET status = 'declined' WHERE terminal_id = $1`, [
      declined.terminal.id,
    ]);
    expect(await usesOf(here)).toEqual([
      [1, '2026-09-02'],
      [2, '2026-10-02'],
      [1, '2026-10-03'],
    ]);
    // Of others nothing is told but that they differ.
    const { facts } = await collect(here);
    for (const { terminal } of [first, second, open]) {
      expect(JSON.stringify(facts)).not.toContain(terminal.id);
    }
    await lift(measures.flat());
    expect(await usesOf(here)).toEqual([]);
  });

  it('hold every terminal of a merchant that is frozen as a whole', async () => {
    const here = await shopWith(['2026-10-01']);
    const other = await shopWith(['2026-10-02']);
    const till = await app.get(Database).asActor(SETUP, (tx) =>
      service(RegistryService).registerTerminal(tx, {
        merchantId: other.merchant.id,
        terminalNo: 'B0000001',
        feeProfile: 'standard',
      }),
    );
    await insertSales(db, till.id, [{ at: '2026-10-03T12:00:00+08:00', amountFen: 1, card: CARD }]);
    const measures = await freeze(other, { level: 'F4', scope: 'merchant' });
    expect(await usesOf(here)).toEqual([
      [1, '2026-10-02'],
      [2, '2026-10-03'],
    ]);
    await lift(measures);
  });

  it('reach 366 days back from the last sale here, and 92 days around', async () => {
    const here = await shopWith(['2024-10-01', '2026-10-01'], {});
    const other = await shopWith(['2025-06-29', '2025-06-30', '2027-01-01', '2027-01-02']);
    const measures = await freeze(other);
    // 366 days before 1 October 2026 is 30 September 2025; 92 before that, 30 June; 92 after, 1 January.
    expect(await usesOf(here)).toEqual([
      [1, '2025-06-30'],
      [1, '2027-01-01'],
    ]);
    await lift(measures);
  });

  it('are bounded: cards on the most terminals first, and how many uses were left out is told', async () => {
    const here = await shopWith(['2026-10-01']);
    const [one, two] = [await shop(), await shop()];
    const at = (n: number): string => new Date(Date.UTC(2026, 9, 1) + n * 60_000).toISOString();
    await insertSales(db, here.terminal.id, [{ at: at(0), amountFen: 1, card: 'k1.a-regular' }]);
    const regular = Array.from({ length: 5_000 }, (_, n) => ({
      at: at(n),
      amountFen: 1,
      card: 'k1.a-regular',
    }));
    await insertSales(db, one.terminal.id, [...regular, { at: at(0), amountFen: 1, card: CARD }]);
    await insertSales(db, two.terminal.id, [{ at: at(1), amountFen: 1, card: CARD }]);
    const measures = [await freeze(one), await freeze(two)];
    const { facts, leftOut } = await collect(here);
    expect(leftOut).toEqual({ cardsOfFrozenTerminals: 2 });
    const cards = facts.cardsOfFrozenTerminals ?? [];
    expect(cards.map(({ card, uses }) => [card, uses.length])).toEqual([
      [CARD, 2],
      ['k1.a-regular', 4_998],
    ]);
    expect(await collect(here)).toEqual({ facts, leftOut });
    await lift(measures.flat());
  });
});

it('fixes are the latest 2,000 in the order of time, and null where the terminal was never seen', async () => {
  const here = await shop();
  expect((await collect(here)).facts.fixes).toBeNull();
  await db.query(
    `INSERT INTO location_fix (terminal_id, at, source, lat_e6, lon_e6, received_at, reported_by)
     SELECT $1, '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute', 'device', n, n, now(), 'system:setup'
     FROM generate_series(1, 2003) AS n ORDER BY random()`,
    [here.terminal.id],
  );
  const { facts, leftOut } = await collect(here);
  expect(leftOut).toEqual({ fixes: 3 });
  expect(facts.fixes?.map(({ latE6 }) => latE6)).toEqual(Array.from({ length: 2_000 }, (_, n) => n + 4));
});

it('chargebacks are unknown until the desk is told of any, and counted by the desk’s own months', async () => {
  const [here, other] = [await shop(), await shop()];
  expect((await collect(here)).facts.chargebacks).toBeNull();
  const told = [
    '2026-01-31T15:59:59Z',
    '2026-01-31T16:00:00Z',
    '2026-02-01T00:00:00Z',
    '2026-04-30T15:59:59Z',
  ];
  await db.query(
    `INSERT INTO chargeback (terminal_id, reference, received_at, amount_fen, reason, recorded_at, reported_by)
     SELECT $1, gen_random_uuid()::text, at, 1, '10.4', now(), 'system:setup' FROM unnest($2::timestamptz[]) AS at`,
    [here.terminal.id, told],
  );
  // January 2026 is month 672 from January 1970.
  expect((await collect(here)).facts.chargebacks).toEqual([
    { month: 672, count: 1 },
    { month: 673, count: 2 },
    { month: 675, count: 1 },
  ]);
  expect((await collect(other)).facts.chargebacks).toEqual([]);
});
