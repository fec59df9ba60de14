import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { systemActor, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { ScanReplays, ScanRunner, ScansQuery, ScansService, type Scan } from '@thaw/risk';
import { HistoryReader } from '@thaw/transactions';
import { runReplay } from '../../apps/cli/src/scan/replay.command';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { insertSales, type Sale } from '../factories/history';
import { registerShop } from '../factories/registry';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

const SETUP = systemActor('setup');
const REVIEWER: UserActor = {
  kind: 'user',
  userId: '00000000-0000-4000-8000-00000000000a',
  displayName: 'Reviewer',
  roles: ['reviewer'],
  merchantId: null,
};
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

const desk = (): Database => app.get(Database, { strict: false });
const replays = (): ScanReplays => app.get(ScanReplays, { strict: false });
const noon = (day: number, minute = 0): string => new Date(Date.UTC(2026, 8, day, 4, minute)).toISOString();

/** A card too often, an amount over the limit, a card month after month, and sales around them. */
const SALES: readonly Sale[] = [
  ...[1, 2, 3, 4].map((minute) => ({
    at: noon(3, minute),
    amountFen: 100_00 * minute,
    card: 'k1.a',
    cardType: 'credit' as const,
  })),
  { at: noon(5), amountFen: 6_000_000, card: 'k1.b', cardType: 'debit' },
  ...[7, 37, 67].map((day) => ({
    at: noon(day),
    amountFen: 12_345,
    card: 'k1.c',
    cardType: 'credit' as const,
  })),
];

async function scanned(sales: readonly Sale[] = SALES): Promise<Scan> {
  const { terminal } = await desk().asActor(SETUP, (tx) =>
    registerShop(tx, app.get(RegistryService, { strict: false }), { terminal: { feeProfile: 'low_rate' } }),
  );
  await insertSales(db, terminal.id, sales);
  const { id } = await desk().asActor(SETUP, (tx) =>
    app
      .get(ScansService, { strict: false })
      .request(tx, SETUP, { terminalId: terminal.id, caseId: null }, clock.now()),
  );
  await app.get(ScanRunner, { strict: false }).run(id, () => Promise.resolve());
  return desk().asActor(SETUP, (tx) => app.get(ScansQuery, { strict: false }).get(tx, id));
}

interface Told {
  readonly code: number;
  readonly outcome: string;
  readonly obstacle: string | null;
  readonly difference: Record<string, unknown> | null;
  readonly stored: { history: string; findings: string };
  readonly replayed: { history: string | null; findings: string | null };
}

async function fromCommandLine(scanId: string): Promise<Told> {
  let [out, err] = ['', ''];
  const code = await runReplay(
    [scanId],
    { DATABASE_URL: db.url },
    { out: (text) => void (out += text), err: (text) => void (err += text) },
  );
  expect(err).toBe('');
  return { code, ...(JSON.parse(out) as Omit<Told, 'code'>) };
}

it('gives the very same again, though more rows came since, late ones and ones at the end', async () => {
  const scan = await scanned();
  expect(scan.historyLastId).toBeGreaterThan(0);
  const before = await fromCommandLine(scan.id);
  expect(before).toMatchObject({ code: 0, outcome: 'same', difference: null, obstacle: null });
  expect(before.replayed).toEqual({ history: scan.historyDigest, findings: scan.findingsDigest });

  await insertSales(db, scan.terminalId, [
    { at: noon(3, 2), amountFen: 9_000_000, card: 'k1.a', cardType: 'credit' },
    { at: noon(70), amountFen: 9_000_000, card: 'k1.c', cardType: 'credit' },
  ]);
  expect(await fromCommandLine(scan.id)).toEqual(before);
});

it('finishes under the cut-off of the run that read, though another has begun since', async () => {
  const { terminalId } = await scanned();
  const { id } = await desk().asActor(SETUP, (tx) =>
    app.get(ScansService, { strict: false }).request(tx, SETUP, { terminalId, caseId: null }, clock.now()),
  );
  const runner = app.get(ScanRunner, { strict: false });
  const reader = app.get(HistoryReader, { strict: false });
  const readHistory = reader.readHistory.bind(reader);
  const began = clock.now();
  let second: Promise<void> | undefined;
  let firstIsDone = (): void => undefined;
  const done = new Promise<void>((resolve) => (firstIsDone = resolve));
  const cutOff = async (): Promise<Date> =>
    (await desk().asActor(SETUP, (tx) => app.get(ScansQuery, { strict: false }).get(tx, id))).cutOffAt;
  const spy = jest.spyOn(reader, 'readHistory');
  spy.mockImplementationOnce(async function* (...first) {
    yield* readHistory(...first);
    clock.advance(60_000);
    const hasBegun = new Promise<void>((resolve) => {
      spy.mockImplementationOnce(async function* (...again) {
        resolve();
        await done;
        yield* readHistory(...again);
      });
    });
    second = runner.run(id, () => Promise.resolve());
    await hasBegun;
    expect(await cutOff()).toEqual(clock.now());
  });
  await runner.run(id, () => Promise.resolve());
  firstIsDone();
  await second;
  spy.mockRestore();
  expect(await cutOff()).toEqual(began);
});

it('holds of a history without rows', async () => {
  expect(await fromCommandLine((await scanned([])).id)).toMatchObject({ code: 0, outcome: 'same' });
});

it('stores its findings by COPY as the engine made them', async () => {
  const { id } = await scanned();
  const rows = await db.query<{ rule: string; count: number; ids: string }>(
    `SELECT rule, count, cardinality(transaction_ids) AS ids FROM finding WHERE scan_id = $1 ORDER BY ordinal`,
    [id],
  );
  expect(rows.map(({ rule, count }) => [rule, count])).toEqual(
    expect.arrayContaining([['R1a', 1], ['R5', 3], ['R6a', 4], ['R6b', 4]]),
  ); // prettier-ignore
  expect(rows.find(({ rule }) => rule === 'R6a')).toMatchObject({ count: 4, ids: 4 });
});

it.each([
  ['a row of the history', `UPDATE transaction SET amount_fen = amount_fen + 1 WHERE terminal_id = $1 AND card_token = 'k1.b'`, 'terminal', { part: 'history' }],
  ['the facts', `UPDATE scan SET facts = jsonb_set(facts, '{feeProfile}', '"standard"') WHERE id = $1`, 'scan', { part: 'facts' }],
  ['a finding', `UPDATE finding SET sum_fen = sum_fen - 1 WHERE scan_id = $1 AND rule = 'R1a'`, 'scan', { part: 'findings', rule: 'R1a', ordinal: 0, field: 'sumFen', stored: '5999999', replayed: '6000000' }],
  ['what a finding is made of', `UPDATE finding SET transaction_ids = transaction_ids[2:] WHERE scan_id = $1 AND rule = 'R6a'`, 'scan', { part: 'findings', rule: 'R6a', field: 'transactions' }],
  ['how many findings there are', `DELETE FROM finding WHERE scan_id = $1 AND rule = 'R6b'`, 'scan', { part: 'findings' }],
  ['the digest', `UPDATE scan SET findings_digest = repeat('0', 64) WHERE id = $1`, 'scan', { part: 'findings_digest' }],
])('says that it differs where somebody altered %s in the database', async (_, sql, of, difference) => {
  const scan = await scanned();
  await db.query(sql, [of === 'scan' ? scan.id : scan.terminalId]);
  expect(await fromCommandLine(scan.id)).toMatchObject({ code: 1, outcome: 'differs', difference });
}); // prettier-ignore

it.each([
  ['a rule is no longer as it was', `UPDATE scan SET rules = jsonb_set(rules, '{0,version}', '99') WHERE id = $1`, 'scan', 'rule_gone'],
  ['rows were dropped', `DELETE FROM transaction WHERE terminal_id = $1 AND card_token = 'k1.a'`, 'terminal', 'rows_gone'],
  ['it is older than replays', `UPDATE scan SET history_digest = NULL, findings_digest = NULL WHERE id = $1`, 'scan', 'not_recorded'],
  ['it has not finished', `UPDATE scan SET state = 'running' WHERE id = $1`, 'scan', 'not_finished'],
])('says that it cannot be replayed where %s', async (_, sql, of, obstacle) => {
  const scan = await scanned();
  await db.query(sql, [of === 'scan' ? scan.id : scan.terminalId]);
  expect(await fromCommandLine(scan.id)).toMatchObject({ code: 2, outcome: 'impossible', obstacle });
}); // prettier-ignore

it('tells the command line what is wrong with how it was asked', async () => {
  let err = '';
  const io = { out: () => undefined, err: (text: string) => void (err += text) };
  expect(await runReplay([], { DATABASE_URL: db.url }, io)).toBe(2);
  expect(await runReplay(['nonsense'], { DATABASE_URL: db.url }, io)).toBe(2);
  expect(await runReplay(['00000000-0000-4000-8000-000000000000'], { DATABASE_URL: db.url }, io)).toBe(2);
  expect(err).toContain('There is no such scan.');
  const nowhere = Object.assign(new URL(db.url), { pathname: '/no_such_database' }).href;
  expect(await runReplay(['00000000-0000-4000-8000-000000000000'], { DATABASE_URL: nowhere }, io)).toBe(2);
  expect(err).toContain('The database refuses the sign-in of DATABASE_URL');
});

it('runs as a job whose result is kept with who asked, one at a time', async () => {
  const scan = await scanned();
  const request = () => desk().asActor(REVIEWER, (tx) => replays().request(tx, REVIEWER, scan.id));
  const kept = () => desk().asActor(REVIEWER, (tx) => replays().ofScan(tx, scan.id));
  const { id } = await request();
  await expect(request()).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  await replays().run(id);
  await replays().run(id);
  expect(await kept()).toEqual([
    expect.objectContaining({
      id,
      state: 'same',
      requestedBy: `user:${REVIEWER.userId}`,
      finishedAt: clock.now(),
      historyDigest: scan.historyDigest,
      findingsDigest: scan.findingsDigest,
      obstacle: null,
      difference: null,
    }),
  ]);

  await db.query(`UPDATE finding SET weight = 99 WHERE scan_id = $1 AND rule = 'R1a'`, [scan.id]);
  const again = await request();
  await replays().run(again.id);
  expect((await kept()).find((one) => one.id === again.id)).toMatchObject({
    state: 'differs',
    difference: { part: 'findings', rule: 'R1a', field: 'weight', stored: '99', replayed: '15' },
  });
});

it('gives a replay whose job was lost another, and marks one whose attempts are used up', async () => {
  const scan = await scanned();
  const { id } = await desk().asActor(REVIEWER, (tx) => replays().request(tx, REVIEWER, scan.id));
  expect(await replays().requeueLost(clock.now())).toBe(0);
  const later = new Date(clock.now().getTime() + 121_000);
  expect(await replays().requeueLost(later)).toBe(1);
  expect(await replays().requeueLost(later)).toBe(0);
  const jobs = await db.query(
    `SELECT 1 FROM outbox WHERE job = 'scan.replay' AND payload->>'replayId' = $1`,
    [id],
  );
  expect(jobs).toHaveLength(2);
  await replays().failed(id, new Error('out of attempts'));
  expect(await desk().asActor(REVIEWER, (tx) => replays().ofScan(tx, scan.id))).toMatchObject([
    { state: 'failed' },
  ]);
});
