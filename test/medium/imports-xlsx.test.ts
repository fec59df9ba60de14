import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runScan } from '../../apps/cli/src/scan/scan.command';
import { DATE_TIME, OWN_DATE, TWO_DECIMALS, bytesOf, workbook, type CellGiven } from '../factories/workbook';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const HEAD: readonly CellGiven[] = ['occurred_at', 'amount', 'card', 'reference'];
/** 2024-03-01 10:15:00. */
const AT = '45352.427083333336';
const at = (serial = AT, style = DATE_TIME): CellGiven => ({ style, inner: `<v>${serial}</v>` });
const formula = (inner: string, type?: string): CellGiven => ({
  inner: `<f>SUM(A1:A9)</f>${inner}`,
  ...(type !== undefined && { type }),
});
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;
const rowsOf = (terminalId: string) =>
  room.database.query(
    `SELECT line, occurred_at AS at, amount_fen::int AS fen, card_bin || card_last_four AS card, reference FROM transaction
     WHERE terminal_id = $1 ORDER BY line`,
    [terminalId],
  );

async function imported(
  rows: readonly (readonly CellGiven[])[],
  over: Partial<Parameters<typeof workbook>[0]> = {},
  options = {},
) {
  const id = await terminal();
  const done = await room.import(id, await bytesOf(workbook({ rows: [HEAD, ...rows], ...over })), {
    options,
  });
  const rejects = (await room.rejects(done.id)).trimEnd().split('\r\n').slice(1);
  return { done, rows: await rowsOf(id), rejects };
}

it.each([[true], [false]])(
  'reads dates, amounts and cards as a person sees them (shared texts: %s)',
  async (shared) => {
    const { done, rows, rejects } = await imported(
      [
        [at(), 999.99, '4111111111111111', 'R1'],
        [at(AT, OWN_DATE), { style: TWO_DECIMALS, inner: '<v>4.0999999999999996</v>' }, null, 'R<2>'],
        // A number among the times is one, whatever its style says; so are texts in ISO 8601.
        [Number(AT), '12.50', '4111 1111 1111 1111', null],
        ['2024-03-01 10:15:00', 1e3, null, 7_001],
        [],
        [at('45352'), 0.1 + 0.2, { inner: '<v>378282246310005</v>' }, '0007'],
      ],
      { shared },
    );
    expect(rejects).toEqual([]);
    const instant = new Date('2024-03-01T02:15:00Z');
    expect(rows).toEqual([
      { line: 2, at: instant, fen: 99_999, card: '4111111111', reference: 'R1' },
      { line: 3, at: instant, fen: 410, card: null, reference: 'R<2>' },
      { line: 4, at: instant, fen: 1_250, card: '4111111111', reference: null },
      { line: 5, at: instant, fen: 100_000, card: null, reference: '7001' },
      { line: 7, at: new Date('2024-02-29T16:00:00Z'), fen: 30, card: '3782820005', reference: '0007' },
    ]);
    expect(countsOf(done)).toEqual({ linesTotal: 5, linesDone: 5, accepted: 5, duplicates: 0, rejected: 0 });
  },
);

it('counts days from 1904 where the workbook says so', async () => {
  const { rows } = await imported([[at('43890.427083333336'), 1]], { is1904: true });
  expect(rows).toMatchObject([{ at: new Date('2024-03-01T02:15:00Z') }]);
});

it('takes a formula’s value as the file has it, and never computes one', async () => {
  const { rows, rejects } = await imported([
    [formula(`<v>${AT}</v>`), formula('<v>12.5</v>'), null, formula('<v>R1</v>', 'str')],
    [at(), formula(''), null, null],
    [at(), formula('<v></v>'), null, null],
    [at(), formula('<v>#DIV/0!</v>', 'e'), null, null],
    // One that is none of our business.
    [at(), 3, null, { inner: '<f t="shared" si="0"/><v>8</v>' }],
  ]);
  expect(rows).toMatchObject([
    { line: 2, fen: 1_250, reference: 'R1' },
    { line: 6, fen: 300, reference: '8' },
  ]);
  expect(rejects).toEqual([
    expect.stringMatching(/^3,FORMULA_NOT_COMPUTED,amount,.*formula without its result/),
    expect.stringMatching(/^4,FORMULA_NOT_COMPUTED,amount,/),
    expect.stringMatching(/^5,CELL_ERROR,amount,.*#DIV\/0!/),
  ]);
});

it('refuses numbers of which Excel has lost digits, and masks them', async () => {
  const { rows, rejects } = await imported([
    [at(), 1, { inner: '<v>6222021234567890</v>' }, 'A'],
    [at(), 1, { inner: '<v>6.2220212345678904E+18</v>' }, 'B'],
    [at(), 1, null, { inner: '<v>20240301101500001</v>' }],
  ]);
  expect(rows).toEqual([]);
  expect(rejects.map((line) => line.split(',').slice(0, 3))).toEqual([
    ['2', 'NUMBER_IMPRECISE', 'card'],
    ['3', 'NUMBER_IMPRECISE', 'card'],
    ['4', 'NUMBER_IMPRECISE', 'reference'],
  ]);
  expect(rejects.join()).toMatch(/more than 15 digits.*622202\*{6}7890/);
  expect(rejects.join()).not.toMatch(/\d{12}/);
});

it('rejects a row that is wider than the header, and lines like those of a CSV file', async () => {
  const { rejects, done } = await imported([
    [at(), 1, null, null, 'note'],
    ['soon', 1],
    [at(), -5],
    [at(), 1.005],
    [at()],
  ]);
  expect(rejects.map((line) => line.split(',').slice(0, 2).join())).toEqual([
    '2,COLUMN_COUNT',
    '3,TIME_INVALID',
    '4,AMOUNT_NOT_POSITIVE',
    '5,AMOUNT_NOT_WHOLE',
    '6,AMOUNT_MISSING',
  ]);
  expect(done.accepted).toBe(0);
});

/** Texts that PostgreSQL cannot hold, as a workbook may have them. */
const UNSTORABLE: readonly (readonly [CellGiven, string])[] = [
  ['R_x0000_', 'NUL_BYTE'],
  ['R_xD800_', 'NOT_UTF8'],
  ['R_x0000H', 'none'],
  [{ type: 'inlineStr', inner: '<is><t>R&#0;</t></is>' }, 'NUL_BYTE'],
  [{ type: 'inlineStr', inner: '<is><t>R&#xD800;</t></is>' }, 'NOT_UTF8'],
  [{ type: 'str', inner: '<v>R&#xDC00;_x0000_</v>' }, 'NUL_BYTE'],
  [{ type: 'inlineStr', inner: '<is><t>R&#xD83D;&#xDE00;</t></is>' }, 'none'],
];

it.each([
  ['a column of ours', true, 'reference'],
  ['one of nobody’s', false, 'note'],
])('rejects rows whose texts cannot be kept, in %s (shared texts: %s)', async (_, shared, column) => {
  const id = await terminal();
  const rows = [['occurred_at', 'amount', column], ...UNSTORABLE.map(([cell], i) => [at(), i + 1, cell])];
  const done = await room.import(id, await bytesOf(workbook({ rows, shared })));
  const kept = UNSTORABLE.filter(([, fault]) => fault === 'none').length;
  expect(done).toMatchObject({ state: 'finished', accepted: kept, rejected: UNSTORABLE.length - kept });
  const rejects = (await room.rejects(done.id)).trimEnd().split('\r\n').slice(1);
  expect(rejects.map((line) => line.split(',').slice(0, 2).join())).toEqual(
    UNSTORABLE.flatMap(([, fault], i) => (fault === 'none' ? [] : [`${i + 2},${fault}`])),
  );
  for (const line of rejects) expect(line).toMatch(/R\ufffd+$/);
  // Strict, nothing is taken in, and the lines that are wrong are kept for whoever asks.
  const strict = await room.receive(await terminal(), await bytesOf(workbook({ rows, shared })), {
    strict: true,
  });
  expect(strict).toMatchObject({ state: 'refused', rejected: rejects.length });
});

it('refuses a header that cannot be kept', async () => {
  const file = await bytesOf(
    workbook({
      rows: [
        [...HEAD, 'note_x0000_'],
        [at(), 1],
      ],
    }),
  );
  await expect(room.receive(await terminal(), file)).rejects.toThrow(/header of the sheet.*cannot be kept/);
});

it.each([true, false])('refuses a cell longer than cells are (shared texts: %s)', async (shared) => {
  const receive = async (text: string) =>
    room.receive(
      await terminal(),
      await bytesOf(
        workbook({
          rows: [
            ['occurred_at', 'amount', 'note'],
            [at(), 1, text],
          ],
          shared,
        }),
      ),
    );
  expect(await receive('x'.repeat(32_767))).toMatchObject({ linesTotal: 1 });
  await expect(receive('x'.repeat(32_768))).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  await expect(receive('x'.repeat(32_768))).rejects.toThrow(/more than the 32767 characters/);
});

it('refuses a cell of pieces without end', async () => {
  const pieces: CellGiven = { type: 'inlineStr', inner: `<is><t>${'x<!-- -->'.repeat(300_000)}</t></is>` };
  const file = await bytesOf(
    workbook({
      rows: [
        ['occurred_at', 'amount', 'note'],
        [at(), 1, pieces],
      ],
    }),
  );
  await expect(room.receive(await terminal(), file)).rejects.toThrow(/more than the 32767 characters/);
});

describe('sheets', () => {
  const other = async (options: object) =>
    room.receive(
      await terminal(),
      await bytesOf(workbook({ rows: [HEAD, [at(), 1]], sheets: ['三月', 'Notes'] })),
      {
        options,
      },
    );

  it('reads the one that is named, however its letters are written', async () => {
    expect(await other({ sheet: '三月' })).toMatchObject({ linesTotal: 1, options: { sheet: '三月' } });
    // It has no such columns.
    await expect(other({ sheet: 'notes' })).rejects.toMatchObject({ code: 'MAPPING_INVALID' });
  });

  it('reads the first that is not hidden', async () => {
    const sheets = ['Cover', 'Sales'];
    const file = await bytesOf(workbook({ rows: [HEAD], sheets, hidden: ['Cover'] }));
    await expect(room.receive(await terminal(), file)).rejects.toThrow(/in its first line are: Sales/);
  });

  it('says which there are', async () => {
    await expect(other({ sheet: 'April' })).rejects.toThrow(/no sheet "April"; it has 三月, Notes/);
    await expect(
      room.receive(await terminal(), 'occurred_at,amount\n', { options: { sheet: 'x' } }),
    ).rejects.toMatchObject({ code: 'MAPPING_INVALID', context: { field: 'sheet' } });
  });
});

it('knows the same file again, and keeps nothing of it but its lines', async () => {
  const id = await terminal();
  const before = room.blobs();
  const file = await bytesOf(workbook({ rows: [HEAD, [at(), 1, '4111111111111111', 'R1']] }));
  const first = await room.import(id, file);
  const again = await room.import(id, file);
  expect(again).toMatchObject({ duplicateOf: first.id, accepted: 0, duplicates: 1, sizeBytes: file.length });
  expect(again.contentHash).toEqual(first.contentHash);
  expect(await room.query.get(AGENT, first.id)).toMatchObject({ state: 'finished' });
  expect(room.blobs()).toEqual(before);
});

it('is scanned from the command line like the same lines as CSV', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-xlsx-'));
  try {
    const sales = Array.from(
      { length: 300 },
      (_, i) => [45_352 + i / 7, 19_000 + i, `62220212345${i % 9}0000`] as const,
    );
    const columns = ['occurred_at', 'amount', 'card'];
    writeFileSync(
      join(folder, 'sales.xlsx'),
      await bytesOf(
        workbook({ rows: [columns, ...sales.map(([time, ...rest]) => [at(String(time)), ...rest])] }),
      ),
    );
    const instant = (serial: number): string =>
      new Date(Date.UTC(1899, 11, 30) + Math.round(serial * 86_400_000)).toISOString().slice(0, -1);
    writeFileSync(
      join(folder, 'sales.csv'),
      [columns.join(), ...sales.map(([time, ...rest]) => [instant(time), ...rest].join()), ''].join('\n'),
    );
    const scanned = async (file: string): Promise<string> => {
      const io = { stdout: new PassThrough(), stderr: new PassThrough() };
      const printed = text(io.stdout);
      const code = await runScan([join(folder, file), '--card-type', 'credit', '--json'], io);
      io.stdout.end();
      expect(code).toBe(1);
      return printed;
    };
    expect(await scanned('sales.xlsx')).toBe(await scanned('sales.csv'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
