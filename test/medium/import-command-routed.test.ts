import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { CaseHistory } from '@thaw/cases';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { runImport } from '../../apps/cli/src/import/import.command';
import { registerShop, type Shop } from '../factories/registry';
import { fileOf, sale } from '../support/routed-file';
import { TestApi } from '../support/test-api';
import { waitFor } from '../support/wait-for';

let api: TestApi;
let shops: readonly [Shop, Shop];
let key: string;
let url: string;
let folder: string;
let jobs: Promise<void>;
let working = true;
let resting = false;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-routed-'));
  api = await TestApi.start();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  shops = [await newShop(), await newShop()];
  key = await api.machine('transaction:append');
  jobs = runJobs();
});
afterAll(async () => {
  working = false;
  await jobs;
  api.app.getHttpServer().closeAllConnections();
  await api.stop();
  rmSync(folder, { recursive: true });
});

const newShop = (): Promise<Shop> =>
  api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));

/** In the worker's place. */
async function runJobs(): Promise<void> {
  while (working) {
    const requested = resting
      ? []
      : await api.database.query<{ id: string }>(
          `DELETE FROM outbox WHERE job = 'history.import' RETURNING payload->>'importId' AS id`,
        );
    for (const { id } of requested) await api.app.get(CaseHistory, { strict: false }).runImport(id);
    await sleep(20);
  }
}

function thaw(...args: readonly string[]) {
  let heard: (() => void) | null = null;
  const io = {
    stdin: Object.assign(new PassThrough(), { isTTY: false }),
    stdout: new PassThrough(),
    stderr: Object.assign(new PassThrough(), { isTTY: false }),
    onInterrupt: (listener: () => void) => {
      heard = listener;
      return () => void (heard = null);
    },
  };
  const ran = runImport(['--url', url, ...args], { THAW_API_KEY: key }, io).then(async (code) => {
    io.stdout.end();
    io.stderr.end();
    return { code, out: await text(io.stdout), err: await text(io.stderr) };
  });
  return { ran, press: () => heard?.(), isHeard: () => heard !== null };
}

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const numbersOf = ({ merchant, terminal }: Shop): string => `${merchant.merchantNo}/${terminal.terminalNo}`;

it('sends a file of several terminals, and tells what each got, in both languages', async () => {
  const content = fileOf(
    sale(shops[0]),
    sale(shops[1]),
    sale(shops[0]),
    sale(shops[1], 'soon,1.00,,'),
    `${shops[0].merchant.merchantNo},NOBODYS1,2024-03-01T10:00:00,1.00,,`,
  );
  const path = written('all.csv', content);
  const rejects = join(folder, 'rejects.csv');
  const first = await thaw(path, '--rejects', rejects, '--lang', 'en').ran;
  expect(first).toMatchObject({ code: 1, err: expect.stringContaining('100% · 5 of 5 lines') });
  expect(first.out).toMatch(
    /^Imported all.csv\n.*\n +lines +5\n +new +3\n +known +0\n +left out +2\n +terminals +2\n +no terminal +1\n.*GET \/v1\/routed-imports\/\S+\/rejects/s,
  );
  expect(first.out.split('\n\n')[1]).toBe(
    [
      '  terminal                  lines  new  known  left out  state',
      `  ${numbersOf(shops[0])}      2    2      0         0  finished`,
      `  ${numbersOf(shops[1])}      2    1      0         1  finished`,
      '',
    ].join('\n'),
  );
  expect(readFileSync(rejects, 'utf8')).toMatch(
    /\r\n6,TERMINAL_UNKNOWN,terminal_no,.*\r\n5,TIME_INVALID,occurred_at,.*\r\n$/,
  );

  const again = await thaw(path).ran;
  expect(again.code).toBe(1);
  expect(again.out).toMatch(/新增交易 +0\n.*已有跳过 +3\n.*终端数 +2\n.*无终端的行 +1\n/s);
  expect(again.out).toContain(
    [
      '  商户号/终端号             行数  新增  已有  未导入  状态',
      `  ${numbersOf(shops[0])}     2     0     2       0  完成`,
    ].join('\n'),
  );
});

it('refuses a strict one whole, with no terminal to tell of', async () => {
  const path = written('strict.csv', fileOf(sale(shops[0]), ',,2024-03-01T10:00:00,1.00,,'));
  const { code, out } = await thaw(path, '--strict', '--lang', 'en').ran;
  expect([code, out]).toEqual([2, expect.stringMatching(/^Refused: .*lines +2\n +new +0\n.*left out +1\n/s)]);
  expect(out).not.toContain('terminal  ');
});

it('says what to do where the file names no terminals', async () => {
  const path = written('one.csv', 'occurred_at,amount\n2024-03-01T10:00:00,1\n');
  const { code, err } = await thaw(path, '--lang', 'en').ran;
  expect([code, err]).toEqual([2, expect.stringContaining('terminal_no=column')]);
});

it('is left to go on, and cancelled by its id', async () => {
  resting = true;
  const left = thaw(written('long.csv', fileOf(sale(shops[0]), sale(shops[1]))), '--lang', 'en');
  await waitFor('the import to be followed', () => left.isHeard());
  left.press();
  const { code, err } = await left.ran;
  expect(code).toBe(130);
  const [, id = ''] = /thaw import --cancel (\S+) cancels it/.exec(err) ?? [];
  expect(await thaw('--cancel', id, '--lang', 'en').ran).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^Cancelled long.csv.*new +0\n.*terminals +2\n/s),
  });
  const nobody = await thaw('--cancel', '00000000-0000-4000-8000-00000000dead', '--lang', 'en').ran;
  expect(nobody).toMatchObject({ code: 2, out: '' });
  resting = false;
});
