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
import { waitFor } from '../support/wait-for';

let api: TestApi;
let shop: Shop;
let key: string;
let url: string;
let folder: string;
let jobs: Promise<void>;
let working = true;
let resting = false;
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
    if (resting) {
      await sleep(20);
      continue;
    }
    const requested = await api.database.query<{ id: string }>(
      `DELETE FROM outbox WHERE job = 'history.import' RETURNING payload->>'importId' AS id`,
    );
    for (const { id } of requested) await api.app.get(CaseHistory, { strict: false }).runImport(id);
    await sleep(20);
  }
}

/** A terminal at which somebody sits: what is typed goes to stdin, Ctrl-C is `press`. */
function commandIo(isTTY = false) {
  let heard: (() => void) | null = null;
  return {
    stdin: Object.assign(new PassThrough(), { isTTY }),
    stdout: new PassThrough(),
    stderr: Object.assign(new PassThrough(), { isTTY }),
    onInterrupt: (listener: () => void) => {
      heard = listener;
      return () => void (heard = null);
    },
    press: () => heard?.(),
    isHeard: () => heard !== null,
  };
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function thaw(args: readonly string[], env: NodeJS.ProcessEnv = { THAW_API_KEY: key }): Promise<Ran> {
  const io = commandIo();
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
    err: expect.stringMatching(/^Uploading .* B\n.*100% · 2 of 2 lines · 0\.\d of 0\.\d MB\n$/s),
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

it('takes in all lines or none where it is told to', async () => {
  const path = written('strict.csv', 'occurred_at,amount\n2024-05-01T10:00:00,5\nsoon,5\n');
  const rejects = join(folder, 'strict-rejects.csv');
  const refused = await thaw([
    path,
    '--terminal',
    numbers(),
    '--strict',
    '--rejects',
    rejects,
    '--lang',
    'en',
  ]);
  expect([refused.code, refused.out]).toEqual([
    2,
    expect.stringMatching(/^Refused: .*no line was taken in.*lines +2\n +new +0\n.*left out +1\n/s),
  ]);
  expect(readFileSync(rejects, 'utf8')).toMatch(/\r\n3,TIME_INVALID,/);
  const chinese = await thaw([path, '--terminal', numbers(), '--strict']);
  expect([chinese.code, chinese.out]).toEqual([2, expect.stringMatching(/^已拒收：.*一行也没有导入/)]);
});

describe('--map-file', () => {
  const path = () => written('mapped.csv', '时间,金额\n2024-06-01T10:00:00,500\n');
  const send = (mapFile: string, ...more: string[]) =>
    thaw([path(), '--terminal', numbers(), '--map-file', mapFile, '--lang', 'en', ...more]);

  it('says how the file is to be read, and options go before it', async () => {
    const mapping = written(
      'mapping.json',
      '{"occurred_at":"时间","amount":"金额","amountUnit":"fen","currency":"JPY"}',
    );
    expect((await send(mapping, '--currency', 'HKD')).code).toBe(0);
    const rows = await api.database.query(
      `SELECT amount_fen, currency FROM transaction WHERE occurred_at = '2024-06-01T10:00:00+08:00'`,
    );
    expect(rows).toEqual([{ amount_fen: '500', currency: 'HKD' }]);
  });

  it('is refused before anything is sent where it is none', async () => {
    const unknown = await send(written('unknown.json', '{"when":"时间"}'));
    expect(unknown).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/unknown.json.*"when".*fields are occurred_at/),
    });
    expect(unknown.err).not.toContain('Uploading');
    expect((await send(join(folder, 'none.json'))).err).toMatch(/none.json.*ENOENT/);
    expect((await send(written('broken.json', '{'))).err).toMatch(/broken.json.*JSON object/);
    expect((await send(written('both.json', '{}'), '--map', 'amount=x')).err).toContain('either --map or');
  });

  it('tells which columns the file has where it names one that is not there', async () => {
    const ran = await send(written('absent.json', '{"occurred_at":"时间","amount":"钱"}'));
    expect(ran).toMatchObject({
      code: 2,
      err: expect.stringMatching(/no column "钱" for amount.*时间, 金额/),
    });
  });
});

describe('Ctrl-C', () => {
  beforeEach(() => void (resting = true));
  afterEach(() => void (resting = false));
  const follow = async (isTTY: boolean) => {
    const path = written('long.csv', 'occurred_at,amount\n2024-04-01T10:00:00,5\n');
    const io = commandIo(isTTY);
    const args = ['--url', url, path, '--terminal', numbers(), '--lang', 'en'];
    const code = runImport(args, { THAW_API_KEY: key }, io);
    await waitFor('the import to be followed', () => io.isHeard());
    return { io, code };
  };
  const lastState = async (): Promise<unknown> => {
    const [row] = await api.database.query(
      'SELECT state FROM history_import ORDER BY created_at DESC LIMIT 1',
    );
    return row?.['state'];
  };

  it('asks, and cancels the import', async () => {
    const { io, code } = await follow(true);
    io.press();
    io.stdin.write('y\n');
    expect(await code).toBe(2);
    expect(String(io.stderr.read())).toContain('Cancel this import? What has been taken in stays. [y/N] ');
    expect(String(io.stdout.read())).toMatch(/^Cancelled long.csv/);
    expect(await lastState()).toBe('cancelled');
  });

  it('goes on where the answer is no', async () => {
    const { io, code } = await follow(true);
    io.press();
    io.stdin.write('n\n');
    resting = false;
    expect(await code).toBe(0);
    expect(await lastState()).toBe('finished');
  });

  it('leaves the import to go on where nobody can be asked, and says how to cancel it', async () => {
    const { io, code } = await follow(false);
    io.press();
    expect(await code).toBe(130);
    const [, id = ''] = /thaw import --cancel (\S+) cancels it/.exec(String(io.stderr.read())) ?? [];
    expect(await lastState()).toBe('queued');
    expect(await thaw(['--cancel', id, '--lang', 'en'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Cancelled long.csv.*new +0\n/s),
    });
    expect(await lastState()).toBe('cancelled');
  });
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
  ['two targets', ['a.csv', '--terminal', '1/2', '--case', 'FZ-1'], /either --terminal or --case/],
  ['a terminal without its merchant', ['a.csv', '--terminal', 'A0000001'], /a slash/],
  ['an import that is none', ['--cancel', '7'], /import id/],
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
