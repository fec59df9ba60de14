import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { RegistryService } from '@thaw/registry';
import { runReport } from '../../apps/cli/src/report/report.command';
import { registerShop, type Shop } from '../factories/registry';
import { TestApi } from '../support/test-api';

let api: TestApi;
let shops: Shop[];
let key: string;
let url: string;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-report-'));
  api = await TestApi.start();
  await api.app.listen(0, '127.0.0.1');
  url = await api.app.getUrl();
  const registry = api.app.get(RegistryService, { strict: false });
  const shop = (): Promise<Shop> =>
    api.app.get(Database).asActor(systemActor('setup'), (tx) => registerShop(tx, registry));
  shops = [await shop(), await shop()];
  key = await api.machine('transaction:append', 'registry:write');
});
afterAll(async () => {
  // The command runs in this process, whose fetch keeps a connection ready on which nothing may ever be sent.
  api.app.getHttpServer().closeAllConnections();
  await api.stop();
  rmSync(folder, { recursive: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function report(argv: readonly string[], env: NodeJS.ProcessEnv = { THAW_API_KEY: key }) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await runReport([...argv, '--url', url, '--lang', 'en'], env, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

const numbersOf = ({ merchant, terminal }: Shop): string => `${merchant.merchantNo},${terminal.terminalNo}`;
const kept = (table: string): Promise<Record<string, unknown>[]> =>
  api.database.query(`SELECT * FROM ${table} ORDER BY terminal_id = $1 DESC, 2`, [shops[0]!.terminal.id]);

it('reports chargebacks of many terminals, says which lines were left out, and may be run again', async () => {
  const path = file(
    'chargebacks.csv.gz',
    gzipSync(
      [
        'merchant_no,terminal_no,reference,received_at,amount,reason',
        `${numbersOf(shops[0]!)},CB-1,2026-03-01 00:30:00,128.50,10.4`,
        `${numbersOf(shops[1]!)},CB-1,2026-03-02 00:30:00,9.00,4837`,
        `${numbersOf(shops[0]!)},CB-2,never,1.00,10.4`,
        '999999999999999,A0000001,CB-3,2026-03-01 00:30:00,1.00,10.4',
        `${numbersOf(shops[0]!)},CB-4,2026-03-01`,
        '',
      ].join('\n'),
    ),
  );
  const first = await report(['chargebacks', path]);
  expect(first).toEqual({
    code: 1,
    err: '',
    out: [
      '2 kept, 0 known before, 3 left out',
      '  no terminal 999999999999999/A0000001: register it first',
      '  line 4: column "received_at": give an ISO 8601 time, such as 2026-11-23 16:00:00 or 2026-11-23T16:00:00+08:00.',
      '  line 6: This line has not the columns of the header, or a quote that does not end.',
      '',
    ].join('\n'),
  });
  expect(await kept('chargeback')).toMatchObject([
    {
      terminal_id: shops[0]!.terminal.id,
      reference: 'CB-1',
      amount_fen: '12850',
      received_at: new Date('2026-02-28T16:30:00Z'),
    },
    { terminal_id: shops[1]!.terminal.id, reference: 'CB-1', amount_fen: '900' },
  ]);
  expect((await report(['chargebacks', path])).out).toContain('0 kept, 2 known before, 3 left out\n');
});

it('reports the fixes of one terminal, more than go into one request', async () => {
  const { merchant, terminal } = shops[0]!;
  const fixes = Array.from({ length: 2_345 }, (_, n) => {
    const at = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
    return `${at},31.23${String(n).padStart(4, '0')},121.47,device`;
  });
  const path = file('fixes.csv', `at,lat,lon,source\n${fixes.join('\n')}\n`);
  const argv = ['location-fixes', path, '--terminal', `${merchant.merchantNo}/${terminal.terminalNo}`];
  expect(await report(argv)).toEqual({ code: 0, err: '', out: '2345 kept, 0 known before, 0 left out\n' });
  const rows = await kept('location_fix');
  expect(rows).toHaveLength(2_345);
  expect(rows.at(-1)).toMatchObject({ lat_e6: 31_232_344, lon_e6: 121_470_000, source: 'device' });
});

it.each<[string, readonly string[], NodeJS.ProcessEnv | undefined, RegExp]>([
  [
    'no kind',
    ['rumours', 'x.csv'],
    undefined,
    /^say first what is reported: location-fixes or chargebacks\.\n\nUsage/,
  ],
  ['no file', ['chargebacks'], undefined, /^the file to report is missing/],
  ['no such file', ['chargebacks', 'no-such.csv'], undefined, /^There is no such file\.\n$/],
  ['no key', ['chargebacks', 'x.csv'], {}, /THAW_API_KEY is missing/],
  [
    'a wrong terminal',
    ['chargebacks', 'x.csv', '--terminal', 'A1'],
    undefined,
    /^--terminal is the merchant number/,
  ],
  [
    'a wrong zone',
    ['chargebacks', 'x.csv', '--time-zone', 'Mars'],
    undefined,
    /^there is no time zone "Mars"/,
  ],
])('with %s nothing is reported', async (_, argv, env, told) => {
  const { code, err, out } = await report(argv, env);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(told);
});

it('says what the desk refuses, and which columns a file lacks', async () => {
  const path = file('short.csv', 'reference,amount\nCB,1\n');
  expect(await report(['chargebacks', path])).toMatchObject({
    code: 2,
    err: 'The file has no column received_at, reason, merchant_no, terminal_no.\n',
  });
  const whole = file('one.csv', `at,lat,lon,source\n2026-01-01T00:00:00Z,1,1,device\n`);
  const argv = ['location-fixes', whole, '--terminal', '100310054110001/A0000001'];
  const refused = await report(argv, { THAW_API_KEY: await api.machine('notice:open') });
  expect(refused.code).toBe(2);
  expect(refused.err).not.toBe('');
});
