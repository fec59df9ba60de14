import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { isLuhnValid, systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { ScanRunner, ScansService } from '@thaw/risk';
import { ImportsService, type HistoryUpload } from '@thaw/transactions';
import { runScan } from '../../apps/cli/src/scan/scan.command';
import type { FindingJson } from '../../apps/cli/src/scan/scan-json';
import { WorkerModule } from '../../apps/worker/src/worker.module';
import { registerShop } from '../factories/registry';
import { createTestDatabase, testConfig, type TestDatabase } from '../support/test-database';

const SETUP = systemActor('setup');
const TIME_ZONE = 'America/New_York';
const folder = mkdtempSync(join(tmpdir(), 'thaw twin '));
let db: TestDatabase;
let app: INestApplicationContext;
let dispose: () => void;
beforeAll(async () => {
  db = await createTestDatabase();
  const config = testConfig(db, { THAW_TIME_ZONE: TIME_ZONE });
  dispose = () => config.dispose();
  app = await NestFactory.createApplicationContext(WorkerModule.with(config), { logger: false });
});
afterAll(async () => {
  await app.close();
  dispose();
  await db.drop();
  rmSync(folder, { recursive: true });
});

/** What both say of a finding, with file lines for its transactions. */
interface Told {
  readonly rule: string;
  readonly from: number;
  readonly to: number;
  readonly measured: number;
  readonly threshold: number;
  readonly lines: readonly number[];
}

const inOrder = (findings: readonly Told[]): string[] => findings.map((one) => JSON.stringify(one)).sort();

async function byTheCommand(
  path: string,
  argv: readonly string[],
): Promise<(Told & { terminal: string | null })[]> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const out = text(stdout);
  const html = join(folder, 'page.html');
  await runScan([path, '--json', '--html', html, '--time-zone', TIME_ZONE, ...argv], { stdout, stderr });
  stdout.end();
  const { findings } = JSON.parse(await out) as { findings: FindingJson[] };
  // The page is made by the same run, from the same findings.
  const page = readFileSync(html, 'utf8');
  expect(page.match(/<\/svg>/g)?.length ?? 0).toBeGreaterThan(2);
  for (const rule of new Set(findings.map((one) => one.rule))) expect(page).toContain(`<h4>${rule} `);
  return findings.map(({ terminal, rule, from, to, measured, threshold, lines }) => ({
    terminal,
    rule,
    from: Date.parse(from),
    to: Date.parse(to),
    measured,
    threshold,
    lines,
  }));
}

async function byTheWorker(
  csv: string,
  currency: string,
  options: HistoryUpload['options'],
): Promise<Told[]> {
  const database = app.get(Database, { strict: false });
  const { terminal } = await database.asActor(SETUP, (tx) =>
    registerShop(tx, app.get(RegistryService, { strict: false }), {
      merchant: { mcc: '5651', hours: null },
      terminal: { feeProfile: 'low_rate', currency },
    }),
  );
  const imports = app.get(ImportsService, { strict: false });
  const { id: importId } = await imports.receive(SETUP, {
    terminalId: terminal.id,
    caseId: null,
    fileName: 'history.csv',
    content: Readable.from([Buffer.from(csv)]),
    options,
  });
  await imports.run(importId, () => Promise.resolve());
  const { id } = await database.asActor(SETUP, (tx) =>
    app
      .get(ScansService, { strict: false })
      .request(tx, SETUP, { terminalId: terminal.id, caseId: null }, new Date()),
  );
  await app.get(ScanRunner, { strict: false }).run(id, () => Promise.resolve());
  const rows = await db.query<
    Record<'rule' | 'from' | 'to' | 'measured' | 'threshold', string> & { lines: string[] }
  >(
    `SELECT rule, extract(epoch FROM from_at) * 1000 AS from, extract(epoch FROM to_at) * 1000 AS to, measured, threshold,
       ARRAY(SELECT t.line FROM transaction t WHERE t.terminal_id = $2 AND t.id = ANY (f.transaction_ids)
             AND t.occurred_at BETWEEN f.from_at AND f.to_at ORDER BY t.line) AS lines
     FROM finding f WHERE scan_id = $1`,
    [id, terminal.id],
  );
  return rows.map((row) => ({
    rule: row.rule,
    from: Number(row.from),
    to: Number(row.to),
    measured: Number(row.measured),
    threshold: Number(row.threshold),
    lines: row.lines.map(Number),
  }));
}

const firedOf = (findings: readonly Told[]): string[] =>
  [...new Set(findings.map(({ rule }) => rule))].sort();

const SAMPLE = join(__dirname, '../../../shared/data/transactions/completejourney_baskets_sample.csv.gz');
const STORES = 12;
/** Skipped where the shared data does not lie beside the clone. */
const withSample = existsSync(SAMPLE) ? it : it.skip;

withSample('a real file of hundreds of shops: command and worker find the same in the largest of them', async () => {
  const [header = '', ...lines] = gunzipSync(readFileSync(SAMPLE)).toString('utf8').trimEnd().split('\n');
  const map = ['occurred_at=transaction_timestamp', 'amount=amount', 'card=household_id', 'reference=basket_id'];
  const found = await byTheCommand(SAMPLE, [
    ...['--currency', 'USD', '--fee-profile', 'low_rate', '--card-type', 'credit'],
    ...['--map', ...map, 'terminal_no=store_id'],
  ]);
  const byStore = new Map<string, { line: string; no: number }[]>();
  for (const [i, line] of lines.entries()) {
    const store = line.split(',')[2] ?? '';
    byStore.set(store, [...(byStore.get(store) ?? []), { line, no: i + 2 }]);
  }
  const largest = [...byStore].sort(([, one], [, other]) => other.length - one.length).slice(0, STORES);
  const fired = new Set<string>();
  for (const [store, own] of largest) {
    const stored = await byTheWorker([header, ...own.map(({ line }) => line)].join('\n'), 'USD', {
      columns: Object.fromEntries(map.map((pair) => pair.split('='))),
      cardType: 'credit',
      currency: 'USD',
    });
    const expected = found.filter(({ terminal }) => terminal === store).map(({ terminal: _, ...one }) => one);
    for (const rule of firedOf(expected)) fired.add(rule);
    const ofTheFile = stored.map((one) => ({ ...one, lines: one.lines.map((line) => own[line - 2]?.no ?? 0) }));
    expect(inOrder(ofTheFile)).toEqual(inOrder(expected));
  }
  expect([...fired].sort()).toEqual(['R3', 'R4', 'R5', 'R6a', 'R6b', 'R6c', 'R8', 'X10', 'X3']);
}, 300_000); // prettier-ignore

it('a file with all that rules look at: command and worker find the same', async () => {
  const csv = busyHistory();
  const path = join(folder, 'busy.csv');
  writeFileSync(path, csv);
  const found = (await byTheCommand(path, ['--fee-profile', 'low_rate'])).map(
    ({ terminal: _, ...one }) => one,
  );
  // All but those that wait for facts which no file of transactions has (R7a, R7b, X8, X9, X11, X12).
  expect(firedOf(found)).toEqual(
    ['R1a', 'R1b', 'R2', 'R3', 'R4', 'R5', 'R6a', 'R6b', 'R6c', 'R8', 'X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X10'].sort(),
  ); // prettier-ignore
  expect(inOrder(await byTheWorker(csv, 'CNY', {}))).toEqual(inOrder(found));
});

/** Two years of sales with a burst of each kind now and then; card numbers in clear, of a BIN that no scheme gave out. */
function busyHistory(): string {
  let state = 7;
  const dice = (sides: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  const cards = Array.from({ length: 400 }, (_, i) => cardNumber(i));
  const lines = ['occurred_at,amount,card,card_type,type,status'];
  const add = (
    ms: number,
    amount: number,
    card: number,
    kind = 'credit',
    type = 'purchase',
    status = 'approved',
  ) =>
    lines.push(
      `${new Date(ms).toISOString()},${amount.toFixed(2)},${cards[card % cards.length]},${kind},${type},${status}`,
    );
  let at = Date.UTC(2024, 0, 2, 15);
  for (let i = 0; i < 3_000; i++) {
    at += 60_000 * (1 + dice(300));
    const card = dice(cards.length);
    add(at, 1 + dice(40_000) / 100, card, dice(8) === 0 ? 'debit' : 'credit');
    if (i % 40 === 0) add(at + 30_000, 20 + dice(100), card);
    if (i % 50 === 0) add(at + 40_000, 10 + dice(300), dice(400), 'credit', 'refund');
    if (i % 400 === 10)
      for (let n = 0; n < 8; n++) add(at + n * 20_000, 50 + n, n + i, 'credit', 'purchase', 'declined');
    if (i % 500 === 20) for (let n = 0; n < 25; n++) add(at + n * 60_000, 30 + n, n + i);
    if (i % 600 === 30) for (let n = 0; n < 4; n++) add(at + n * 900_000, 46_000 + n * 1_000, n + i, 'debit');
    if (i % 600 === 40) for (let n = 0; n < 6; n++) add(at + n * 600_000, 10_000 * (1 + dice(3)), 3);
    if (i % 1_000 === 50) add(at + 1_000, 260_000.5, 9);
    if (i % 700 === 60) for (let n = 0; n < 6; n++) add(at + n * 600_000, 6_000 + 10 * n, n + i, 'debit');
    if (i === 1_500) at += 120 * 86_400_000;
    if (i >= 1_500 && i < 1_510) for (let n = 0; n < 2; n++) add(at + n * 60_000, 12, n + i);
  }
  return `${lines.join('\n')}\n`;
}

function cardNumber(i: number): string {
  const body = `999999${String(i).padStart(9, '0')}`;
  for (let digit = 0; digit < 10; digit++) if (isLuhnValid(body + String(digit))) return body + String(digit);
  throw new Error('one digit of ten makes a number valid');
}
