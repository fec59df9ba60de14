import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { CaseHistory } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { runImport } from '../../apps/cli/src/import/import.command';
import { noticeFor } from '../factories/freeze-case';
import { historyFile } from '../factories/history-file';
import { registerShop, type Shop } from '../factories/registry';
import { TestApi } from '../support/test-api';

let api: TestApi;
let shop: Shop;
let key: string;
let url: string;
let folder: string;
let jobs: Promise<void>;
let working = true;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-import-'));
  api = await TestApi.start();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  const registry = api.app.get(RegistryService, { strict: false });
  shop = await api.app.get(Database).asActor(systemActor('setup'), (tx) => registerShop(tx, registry));
  key = await api.machine('transaction:append');
  jobs = runJobs();
});
afterAll(async () => {
  working = false;
  await jobs;
  // The command runs in this process, whose fetch keeps a connection ready on which nothing may ever be sent.
  api.app.getHttpServer().closeAllConnections();
  await api.stop();
  rmSync(folder, { recursive: true });
});

/** In the worker's place. */
async function runJobs(): Promise<void> {
  while (working) {
    const requested = await api.database.query<{ id: string }>(
      `DELETE FROM outbox WHERE job = 'history.import' RETURNING payload->>'importId' AS id`,
    );
    for (const { id } of requested) await api.app.get(CaseHistory, { strict: false }).runImport(id);
    await sleep(20);
  }
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function thaw(args: readonly string[], env: NodeJS.ProcessEnv = { THAW_API_KEY: key }): Promise<Ran> {
  const io = { stdout: new PassThrough(), stderr: new PassThrough() };
  const code = await runImport(['--url', url, ...args], env, io);
  io.stdout.end();
  io.stderr.end();
  return { code, out: await text(io.stdout), err: await text(io.stderr) };
}

const numbers = (): string => `${shop.merchant.merchantNo}/${shop.terminal.terminalNo}`;

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it('sends a file, follows its import and prints the receipt', async () => {
  const path = written(
    '三月 "A".csv.gz',
    gzipSync('datetime,money\n2024-03-01T10:00:00,1\n2024-03-01T10:00:01,2\n'),
  );
  const args = [
    path,
    '--terminal',
    numbers(),
    '--map',
    'occurred_at=datetime',
    'amount=money',
    '--lang',
    'en',
  ];
  const first = await thaw(args);
  expect(first).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^Uploading .* B\n.*100% · 2 of 2 lines\n$/s),
  });
  expect(first.out).toMatch(/Imported 三月.*\n.*\n +lines +2\n +new +2\n +known +0\n +left out +0\n$/);

  const again = await thaw([...args.slice(0, -1), 'zh']);
  expect(again).toMatchObject({
    code: 0,
    out: expect.stringMatching(/新增交易 +0\n.*已有跳过 +2\n.*已导入过/s),
  });
});

it('says which lines were left out, and fetches them', async () => {
  const path = written('bad.csv', 'when,sum\n2024-03-01T10:00:00,5\nsoon,5\n');
  const rejects = join(folder, 'rejects.csv');
  const ran = await thaw([
    ...[path, '--map', 'occurred_at=when', '--map', 'amount=sum', '--terminal', numbers()],
    ...['--time-zone', 'UTC', '--currency', 'USD', '--amount-unit', 'fen', '--card-type', 'debit'],
    ...['--rejects', rejects, '--lang', 'en'],
  ]);
  expect([ran.code, ran.out]).toEqual([1, expect.stringMatching(/new +1\n.*left out +1\n/s)]);
  expect(readFileSync(rejects, 'utf8')).toMatch(/\r\n3,TIME_INVALID,occurred_at,.*soon,5\r\n$/);
  const rows = await api.database.query(
    `SELECT occurred_at, amount_fen, card_type FROM transaction WHERE currency = 'USD'`,
  );
  expect(rows).toEqual([
    { occurred_at: new Date('2024-03-01T10:00:00Z'), amount_fen: '5', card_type: 'debit' },
  ]);
});

it('sends a file to a case', async () => {
  const machine = await api.machine('notice:open');
  const other = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));
  const { body } = await api.as(machine).post('/v1/cases').send(noticeFor(other)).expect(201);
  const path = written('case.csv', 'occurred_at,amount\n2024-03-01T10:00:00,5\n');
  const ran = await thaw([path, '--case', body.number], { THAW_API_KEY: (await api.user(['agent'])).token });
  expect(ran.code).toBe(0);
  const rows = await api.database.query('SELECT id FROM transaction WHERE terminal_id = $1', [
    other.terminal.id,
  ]);
  expect(rows).toHaveLength(1);
});

it('tells a refusal in the words of the desk, also while it is still sending', async () => {
  const large = written('large.csv', Buffer.from(await text(historyFile({ lines: 300_000 }))));
  const mapped = await thaw([large, '--terminal', numbers(), '--map', 'amount=money', '--lang', 'en']);
  expect(mapped).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('no column "money" for amount'),
  });
  const unknown = await thaw([large, '--terminal', `${shop.merchant.merchantNo}/ZZZZZZZZ`]);
  expect(unknown).toMatchObject({ code: 2, out: '', err: expect.stringContaining('没有这台终端') });
  const stranger = await thaw([large, '--terminal', numbers()], { THAW_API_KEY: 'thk_nobody' });
  expect(stranger).toMatchObject({ code: 2, out: '', err: expect.stringContaining('尚未登录') });
  expect(stranger.err).not.toContain('thk_nobody');
});

it.each([
  ['no file', ['--terminal', '1/2'], /file to import is missing/],
  ['two files', ['a.csv', 'b.csv', '--terminal', '1/2'], /one file/],
  ['no target', ['a.csv'], /either --terminal or --case/],
  ['two targets', ['a.csv', '--terminal', '1/2', '--case', 'FZ-1'], /either --terminal or --case/],
  ['a terminal without its merchant', ['a.csv', '--terminal', 'A0000001'], /a slash/],
  ['an unknown option', ['a.csv', '--key', 'thk_x'], /--key/],
  ['an address of another kind', ['a.csv', '--case', 'FZ-1', '--url', 'ftp://x'], /http/],
])('refuses %s', async (_, args, words) => {
  const ran = await thaw([...args, '--lang', 'en']);
  expect(ran).toMatchObject({ code: 2, out: '', err: expect.stringMatching(words) });
  expect(ran.err).toContain('Usage: thaw import');
});

it('says what is missing: the key, the file, the desk', async () => {
  const path = written('a.csv', 'occurred_at,amount\n');
  expect((await thaw([path, '--case', 'FZ-1'], {})).err).toContain('THAW_API_KEY');
  expect((await thaw([join(folder, 'none.csv'), '--case', 'FZ-1'])).err).toContain('找不到文件');
  expect((await thaw([folder, '--case', 'FZ-1', '--lang', 'en'])).err).toContain('a folder');
  const nobody = await thaw([path, '--case', 'FZ-1', '--url', 'http://127.0.0.1:9', '--lang', 'en']);
  expect(nobody).toMatchObject({
    code: 2,
    err: expect.stringContaining('Nobody answers at http://127.0.0.1:9'),
  });
  expect(await thaw(['--help'])).toMatchObject({ code: 0, out: expect.stringContaining('用法') });
});
