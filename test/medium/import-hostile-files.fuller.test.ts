import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { systemActor } from '@thaw/kernel';
import { Database, newKey } from '@thaw/platform';
import { ImportsService } from '@thaw/transactions';
import { RegistryService } from '@thaw/registry';
import { registerShop } from '../factories/registry';
import { CSV_HEAD, UNREADABLE, sales, type Content } from '../factories/unreadable-files';
import { bytesOf, workbook, type CellGiven } from '../factories/workbook';
import { IS_FULLER } from '../support/fuller';
import { ProcessPeer } from '../support/process-peer';
import { growthOf, streamUpload } from '../support/streamed-upload';
import { TestApi } from '../support/test-api';

/** Reading such a file may cost so many megabytes above what the process has at rest: the buffers of one upload. */
const GROWTH_MB = 90;
/** A million rows have a million keys beside: as much as a CSV file of as many lines may cost. */
const MILLION_MB = 256;
/** `.ci/run` asks for files of the size that people meet; without it they are a tenth. */
const LARGE_ROWS = IS_FULLER ? 1_000_000 : 100_000;

let api: TestApi;
let server: ProcessPeer;
let url: string;
let token: string;
let blobs: string;
beforeAll(async () => {
  blobs = mkdtempSync(join(tmpdir(), 'thaw-hostile-'));
  const env = { THAW_BLOB_DIR: blobs, THAW_CARD_KEY: newKey() };
  api = await TestApi.start({}, env);
  token = (await api.user(['agent'])).token;
  server = await ProcessPeer.start({
    script: 'apps/api/src/main',
    env: {
      ...env,
      DATABASE_URL: api.database.url,
      THAW_GATEWAY_URL: 'http://127.0.0.1:9',
      THAW_GATEWAY_SECRET: newKey(),
      THAW_PORT: '0',
      THAW_LOG_LEVEL: 'silent',
    },
  });
  url = `http://127.0.0.1:${server.ready.port}`;
  // What a process loads with its first upload is not the file's.
  for (let warm = 0; warm < 3; warm++) await send(CSV_HEAD + sales(20_000));
});
afterAll(async () => {
  await server.stop();
  await api.stop();
  rmSync(blobs, { recursive: true });
});

async function send(content: Content, fields: Readonly<Record<string, string>> = {}, language = 'en') {
  const shop = await api.app
    .get(Database)
    .asActor(systemActor('setup'), (tx) => registerShop(tx, api.app.get(RegistryService, { strict: false })));
  const pieces = content instanceof Readable ? content : Readable.from([Buffer.from(content)]);
  const door = `${url}/v1/terminals/${shop.terminal.id}/imports`;
  const { grown, result } = await growthOf(server.pid, () =>
    streamUpload(door, token, pieces, { fields, language }),
  );
  return { grown, ...result };
}

/** Reads what was taken to its end, and gives the receipt with the bad lines in both languages. */
async function finish(body: Record<string, unknown>) {
  const id = String(body['id']);
  await api.app.get(ImportsService, { strict: false }).run(id, () => Promise.resolve());
  const receipt = await api.as(token).get(`/v1/imports/${id}`).expect(200);
  const rejects = async (language: string): Promise<string[]> => {
    const { text } = await api.as(token).get(`/v1/imports/${id}/rejects`).set('accept-language', language);
    return text.trimEnd().split('\r\n').slice(1);
  };
  return { ...receipt.body, en: await rejects('en'), zh: await rejects('zh') };
}

/** What stands of all uploads: imports, and files that wait for their job. */
async function taken(): Promise<unknown> {
  const [row] = await api.database.query('SELECT count(*)::int AS imports FROM history_import');
  const files = readdirSync(blobs, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return { ...row, files: files.length };
}

describe('is read', () => {
  it.each([
    [
      'GB18030',
      Buffer.concat([
        Buffer.from('bdbbd2d7cab1bce42cbdf0b6ee2cb1b8d7a20a', 'hex'),
        Buffer.from('2024-03-01 10:00:00,12.50,\n'),
      ]),
      { map: 'occurred_at=交易时间\namount=金额' },
    ],
    ['a byte order mark', Buffer.from(`\ufeff${CSV_HEAD}2024-03-01T10:00:00,12.50,R1\n`), {}],
    ['CRLF', Buffer.from(`${CSV_HEAD}2024-03-01T10:00:00,12.50,R1\n`.replaceAll('\n', '\r\n')), {}],
    ['line breaks in quotes', Buffer.from(`${CSV_HEAD}2024-03-01T10:00:00,12.50,"R\n1"\n`), {}],
  ])('with %s', async (_, content, fields) => {
    const { status, body } = await send(content, fields);
    expect(status).toBe(202);
    expect(await finish(body)).toMatchObject({ state: 'finished', accepted: 1, rejected: 0 });
    const rows = await api.database.query(
      'SELECT amount_fen::int AS fen, occurred_at AS at FROM transaction WHERE import_id = $1',
      [body['id']],
    );
    expect(rows).toEqual([{ fen: 1250, at: new Date('2024-03-01T02:00:00Z') }]);
  });

  it.each([
    [
      'a column too many',
      '2024-03-01T10:00:00,1,R1,more',
      'COLUMN_COUNT',
      /4 cells, the header 3/,
      /该行有 4 列，表头有 3 列/,
    ],
    ['NUL bytes', '2024-03-01T10:00:00,1,R\0', 'NUL_BYTE', /holds NUL bytes/, /含有 NUL 字节/],
    [
      'quotes left open',
      '2024-03-01T10:00:00,1,"R"1',
      'QUOTE_INVALID',
      /quotes on this line/,
      /双引号没有正确结束/,
    ],
    [
      'a formula for an amount',
      '2024-03-01T10:00:00,=1+1,R1',
      'AMOUNT_INVALID',
      /is no amount.*'=1\+1/,
      /不是金额/,
    ],
  ])('but for a line with %s', async (_, line, reason, en, zh) => {
    const { status, body } = await send(`${CSV_HEAD}${line}\n${sales(1)}`);
    expect(status).toBe(202);
    const done = await finish(body);
    expect(done).toMatchObject({ state: 'finished', accepted: 1, rejected: 1 });
    expect(done.en[0]).toMatch(new RegExp(`^2,${reason},`));
    expect([done.en[0], done.zh[0]]).toEqual([expect.stringMatching(en), expect.stringMatching(zh)]);
  });

  it('but for rows whose formulas nobody has computed', async () => {
    const rows: CellGiven[][] = [
      ['occurred_at', 'amount'],
      ['2024-03-01T10:00:00', { inner: '<f>1+1</f>' }],
      ['2024-03-01T10:00:00', { inner: '<f>1+1</f><v>2</v>' }],
    ];
    const { body } = await send(await bytesOf(workbook({ rows })));
    const done = await finish(body);
    expect(done).toMatchObject({ accepted: 1, rejected: 1 });
    expect([done.en[0], done.zh[0]]).toEqual([
      expect.stringMatching(/^2,FORMULA_NOT_COMPUTED,amount,.*formula without its result/),
      expect.stringMatching(/是公式，但没有计算结果/),
    ]);
  });

  it('of a sheet that says it is as large as a sheet can be, in the memory of what is there', async () => {
    const cell = (name: string, text: string): string =>
      `<c r="${name}" t="inlineStr"><is><t>${text}</t></is></c>`;
    const sheetXml = `<worksheet><dimension ref="A1:XFD1048576"/><cols><col min="1" max="16384"/></cols><sheetData>
      <row r="1">${cell('A1', 'occurred_at')}${cell('B1', 'amount')}</row>
      <row r="2">${cell('A2', '2024-03-01T10:00:00')}${cell('B2', '1')}</row>
      <row r="1048575" spans="1:16384">${cell('A1048575', '2024-03-01T10:00:00')}${cell('XFD1048575', 'far away')}</row>
      <row r="1048576">${cell('A1048576', '2024-03-01T10:00:00')}${cell('B1048576', '2')}</row></sheetData></worksheet>`;
    const { status, body, grown } = await send(await bytesOf(workbook({ rows: [], sheetXml })));
    expect([status, body]).toMatchObject([202, { linesTotal: 3 }]);
    report('a sheet of large dimensions', grown);
    expect(grown).toBeLessThan(GROWTH_MB);
    expect(await finish(body)).toMatchObject({ accepted: 2, rejected: 1 });
  });

  it(`with ${LARGE_ROWS.toLocaleString('en')} rows of a workbook, in bounded memory`, async () => {
    function* rows(): Generator<CellGiven[], void, undefined> {
      yield ['occurred_at', 'amount', 'card', 'reference'];
      for (let i = 0; i < LARGE_ROWS; i++) {
        yield [
          { style: 1, inner: `<v>${45_352 + i / 86_400}</v>` },
          ((i * 7919) % 9_999_999) / 100 + 0.01,
          `62220212${String((i * 37) % 100_000).padStart(8, '0')}`,
          `R${i}`,
        ];
      }
    }
    const { status, body, grown } = await send(workbook({ rows: rows() }));
    expect([status, body]).toMatchObject([202, { linesTotal: LARGE_ROWS, state: 'queued' }]);
    report(`a workbook of ${LARGE_ROWS} rows`, grown);
    expect(grown).toBeLessThan(MILLION_MB);
  });
});

describe('is refused', () => {
  it.each([...UNREADABLE])('%s', async (name, content, en, zh) => {
    const before = await taken();
    for (const [language, words] of [
      ['en', en],
      ['zh', zh],
    ] as const) {
      const { status, body, grown } = await send(await content(), {}, language);
      expect([status, body]).toMatchObject([
        422,
        { code: 'FILE_UNREADABLE', field: 'file', detail: expect.stringMatching(words) },
      ]);
      report(name, grown);
      expect(grown).toBeLessThan(GROWTH_MB);
    }
    expect(await taken()).toEqual(before);
  });
});

/** For whoever wants to know: THAW_TEST_REPORT=1. */
function report(name: string, grown: number): void {
  if (process.env['THAW_TEST_REPORT'] === '1')
    process.stderr.write(`${name}: ${grown.toFixed(0)} MB above rest\n`);
}
