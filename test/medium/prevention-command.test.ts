import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { runPrevention } from '../../apps/cli/src/prevention/prevention.command';
import { registerShop, type Shop } from '../factories/registry';
import { TestApi } from '../support/test-api';
import { TestClock } from '../support/test-clock';

let api: TestApi;
let shop: Shop;
let key: string;
let url: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-prevention-'));
  api = await TestApi.start({ clock: new TestClock() });
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  const registry = api.app.get(RegistryService, { strict: false });
  shop = await api.app.get(Database).asActor(systemActor('setup'), (tx) => registerShop(tx, registry));
  key = await api.machine('registry:write');
});
afterAll(async () => {
  // The command runs in this process, whose fetch keeps a connection ready on which nothing may ever be sent.
  api.app.getHttpServer().closeAllConnections();
  await api.stop();
  rmSync(folder, { recursive: true });
});

async function run(argv: readonly string[], env: NodeJS.ProcessEnv = { THAW_API_KEY: key }) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await runPrevention([...argv, '--url', url, '--lang', 'en'], env, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

function file(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

it('sends a file, prints the receipt, and keeps the bad lines', async () => {
  const numbers = `${shop.merchant.merchantNo},${shop.terminal.terminalNo}`;
  const path = file(
    'upkeep.csv',
    'merchant_no,terminal_no,virus_database_on',
    `${numbers},2026-11-20`,
    `${shop.merchant.merchantNo},NOWHERE0,2026-11-20`,
  );
  const rejects = join(folder, 'rejects.csv');
  const first = await run([path, '--rejects', rejects]);
  expect([first.code, first.err]).toEqual([1, '']);
  expect(first.out).toMatch(/^Receipt [0-9a-f-]{36}: 2 lines, 1 new, 0 known before, 1 left out\n/);
  expect(first.out).toContain('Lines left out, and why');
  expect(readFileSync(rejects, 'utf8')).toContain(
    '3,terminal_no,"There is no such terminal: check both numbers, or register it first."',
  );
  const good = file('good.csv', 'merchant_no,terminal_no,virus_database_on', `${numbers},2026-11-20`);
  const again = await run([good]);
  expect([again.code, again.err]).toEqual([0, '']);
  expect(again.out).toMatch(/: 1 lines, 0 new, 1 known before, 0 left out\n$/);
  const rows = await api.database.query<{ day: string }>(
    'SELECT virus_database_on::text AS day FROM terminal_prevention',
  );
  expect(rows).toEqual([{ day: '2026-11-20' }]);
});

it.each<[string, readonly string[], NodeJS.ProcessEnv | undefined, RegExp]>([
  ['no file', [], undefined, /^the file to import is missing\.\n\nUsage/],
  ['two files', ['a.csv', 'b.csv'], undefined, /^not understood: b\.csv/],
  ['no such file', ['no-such.csv'], undefined, /^There is no such file or folder\.\n$/],
  ['no key', ['a.csv'], {}, /THAW_API_KEY is missing/],
  ['an unknown option', ['a.csv', '--strict'], undefined, /--strict/],
])('with %s nothing is sent', async (_, argv, env, told) => {
  const { code, err, out } = await run(argv, env);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(told);
});

it('says what the desk refuses', async () => {
  const path = file('short.csv', 'terminal_no,virus_database_on', 'A0000001,2026-11-20');
  const { code, err } = await run([path]);
  expect([code, err]).toEqual([2, expect.stringContaining('The file has no column merchant_no.')]);
  const refused = await run([path], { THAW_API_KEY: await api.machine('notice:open') });
  expect([refused.code, refused.err === '']).toEqual([2, false]);
});
