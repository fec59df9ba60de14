import { tmpdir } from 'node:os';
import { runs } from '../../../../test/support/fuller';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync, inflateSync } from 'node:zlib';
import { Zone, isLuhnValid } from '@thaw/kernel';
import fc from 'fast-check';
import { CopyDecoder } from '../copy-decoder';
import { CardTokenizer, completeMapping, type FieldMapping } from '../records';
import { openIntake, type Intake } from './intake';
import { encodeFrame } from './intake-frames';
import { readIntake } from './intake-reader';
import type { LineRejection } from './line-rejection';
import { TRANSACTION_COLUMNS, columnOf } from './transaction-tuple';

const tokenizer = new CardTokenizer({ id: 'k1', key: Buffer.alloc(32, 7) });
const take = (upload: Readable, mapped: FieldMapping): Promise<Intake> =>
  openIntake(upload, mapped, {
    tokenizer,
    zone: new Zone('Asia/Shanghai'),
    terminalId: '00000000-0000-4000-8000-000000000001',
    terminalNo: 'A0000001',
    importId: '00000000-0000-4000-8000-000000000002',
    receivedAt: new Date('2024-04-01T00:00:00Z'),
    spoolFolder: tmpdir(),
  });
const from = (bytes: Buffer | string): Readable => Readable.from([Buffer.from(bytes)]);
const mapping = (given: Partial<FieldMapping> = {}): FieldMapping => completeMapping(given);

interface ReadFile {
  readonly accepted: Record<string, string | number | null>[];
  readonly rejected: LineRejection[];
  readonly duplicates: number;
}

const NUMBERS = ['id', 'amount_fen'];
const TEXTS = TRANSACTION_COLUMNS.slice(TRANSACTION_COLUMNS.indexOf('natural_key'));

async function readFile(file: Buffer | string): Promise<ReadFile> {
  const { chunks } = await readIntake(from(file));
  const read: ReadFile = { accepted: [], rejected: [], duplicates: 0 };
  let duplicates = 0;
  for await (const chunk of chunks) {
    read.rejected.push(...chunk.rejected);
    duplicates += chunk.duplicates;
    const rows = new CopyDecoder();
    rows.push(chunk.rows, () => {
      const row: ReadFile['accepted'][number] = {
        line: rows.integer(columnOf('line')),
        at: rows.timestamp(columnOf('occurred_at')),
      };
      for (const [at, name] of TRANSACTION_COLUMNS.entries()) {
        if (NUMBERS.includes(name)) row[name] = rows.bigint(at);
        if (TEXTS.includes(name)) row[name] = rows.isNull(at) ? null : rows.text(at);
      }
      read.accepted.push(row);
    });
  }
  return { ...read, duplicates };
}

const TEXT =
  'occurred_at,amount,card,reference,note\n' +
  '2024-03-01T10:15:00,38.70,4111111111111111,4111111111111111,"call\n13800138000"\n' +
  '2024-03-01T10:16:00,0,ANON-0000-0000-0001,R2,\n' +
  '2024-03-01T10:17:00,38.70,4111111111111112,extra,cell,4111111111111111\n' +
  '2024-03-01T10:18:00,12,,R4,pays with 4111-1111-1111-1111\n';

/** A file of format 2 (deflated), as the build before format 3 wrote it: of a good line, a bad one and the good one again. */
const FORMAT_2 =
  'eNptU91r01AUzz5gMhDFP0DCfe5ckjZZG1/UMXQPrmPrhLmNepN7s8S2NyW5cXajUERREAaioDgnTAbbmwi6wSb44H8yV7s+ie/C' +
  'PLepqYIXTvI7H/d3Duece2OxT5LWkMc4LlFkailUorVJgkxUUlEKVcuYIXMNVXC16rFlAW2/HFVYCLCeQtyr0Ns+g5voaujh0VkX' +
  's2UXe3DVjoKAMrsGrvGpeTDgih8xPsc8DqZaBMQQhANSqFXF/YiVmL/CELC6FBMaIHMB+XaHhhQxTxgABNShgpyipU6NNhX1/BNt' +
  'Kkm8qcaJkDnSRUXeySnUHgo55lHYDUqKF1ovnWgQDyBfkfmxz8LcdhON06DiMVzuGur1+vhQvyQNSJLU15WvINPXx/PT88OnZ4el' +
  '5FwAOdNTAfd/Wt8b/Sn17OcuwmcQBCil87HtitSIQd9/bP0xz/6v6v07Qh8MzBkV/gMwEeGqRoHt4pAKDBMO/HuUAB7qzuL0ryPY' +
  'ZtSevrCGyp4YfFr0B4c+EztwMz83VShO5QvF6fzsZGHy1gRMy/FoWWxUMr4KDUO8TMXIVl1wNJ+8PGq8id1Hjc3W64ftx8/a7zbB' +
  'qIDe/PKovXXY3N45Plhvb+z9+LzRbjROPu6cvN9vvdg9Ptj+/up568Nh8+1TGSYVMSKfbO22tg++NR5AMioK4y6VY355ESmLSPaY' +
  'HC8y6LEDjJUo5LIFkRY0Ql6lgX9Zxn84vVDmfpnIVk32OGDYm0tiWZP3sIA0RcuMKOkRRS2oiqkapqJAAUJmNLRUX5oIJfHYRN/C' +
  'buPuUptT0lnRAK9cq3HhUVVYs9DFmm5A7QTrNGtlxzI5TdENXXVIDmd0izqOqjmKgVUrm00TomdylmWodExTcsTIpDWb4DFdNxxU' +
  '/w3g6UBR';

describe('intake', () => {
  it('keeps an upload without its card numbers, and gives its lines back as records', async () => {
    const bytes = gzipSync(TEXT);
    const intake = await take(from(bytes), mapping());
    expect(() => intake.summary()).toThrow('has not been taken in');
    const file = await buffer(intake.stream);
    expect(file.toString('latin1')).not.toMatch(/411111111111111[12]|4111-1111-1111-1111|ANON/);
    const summary = {
      lines: 4,
      rejected: 2,
      rawBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
    expect(intake.summary()).toEqual(summary);

    const read = await readIntake(from(file));
    expect(read.keyId).toBe('k1');
    expect(read.plan).toEqual(intake.plan);
    expect(() => read.summary()).toThrow('has not been read');
    const card = tokenizer.read('4111111111111111');
    const { accepted, rejected } = await readFile(file);
    const sealed = tokenizer.seal('4111111111111111');
    expect(accepted).toEqual([
      {
        id: 0,
        line: 2,
        at: Date.parse('2024-03-01T02:15:00Z'),
        amount_fen: 3870,
        natural_key: `r:${sealed}`,
        currency: 'CNY',
        type: 'purchase',
        status: 'approved',
        card_type: 'unknown',
        card_token: card?.token,
        card_bin: '411111',
        card_last_four: '1111',
        reference: sealed,
        trace_no: null,
        batch_no: null,
      },
      expect.objectContaining({ line: 6, card_token: null, reference: 'R4' }),
    ]);
    expect(rejected).toEqual([
      expect.objectContaining({ line: 4, reason: 'AMOUNT_NOT_POSITIVE', field: 'amount' }),
      expect.objectContaining({
        line: 5,
        reason: 'COLUMN_COUNT',
        columns: ['2024-03-01T10:17:00', '38.70', '411*********1112', 'extra', 'cell', '411111******1111'],
      }),
    ]);
    while (!(await read.chunks.next()).done);
    expect(read.summary()).toEqual(summary);
  });

  it('refuses before the first byte is kept, and lets go of the upload', async () => {
    const upload = from('datetime,money\n1,2\n');
    await expect(take(upload, mapping())).rejects.toMatchObject({ code: 'MAPPING_INVALID' });
    await new Promise(setImmediate);
    expect(upload.destroyed).toBe(true);
  });

  it('lets go of the upload when the intake file is thrown away', async () => {
    const upload = from(TEXT);
    const { stream } = await take(upload, mapping());
    const closed = new Promise<void>((resolve) => upload.once('close', resolve));
    stream.destroy();
    await closed;
    expect(upload.destroyed).toBe(true);
  });

  it('fails with the upload, and what was kept of it cannot be taken for whole', async () => {
    const bytes = gzipSync(
      `occurred_at,amount\n${Array.from({ length: 50_000 }, (_, i) => `2024-03-01T10:15:00,${i * 31}\n`).join('')}`,
    );
    const { stream } = await take(from(bytes.subarray(0, bytes.length - 50)), mapping());
    const kept: Buffer[] = [];
    const reading = (async () => {
      for await (const chunk of stream as AsyncIterable<Buffer>) kept.push(chunk);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    await expect(readFile(Buffer.concat(kept))).rejects.toThrow('breaks off');
  });

  it('lets others have their turn while it takes in lines that are long', async () => {
    const line = `2024-03-01T10:15:00,1,${'9 '.repeat(100_000)}\n`;
    const bytes = `occurred_at,amount,note\n${line.repeat(40)}`;
    const { stream } = await take(from(bytes), mapping());
    let turns = 0;
    let reading = true;
    const turn = (): void => {
      turns += 1;
      if (reading) setImmediate(turn);
    };
    setImmediate(turn);
    await buffer(stream);
    reading = false;
    expect(turns).toBeGreaterThan(35);
  });

  it('keeps little of a line of commas, and says that nobody counted its cells', async () => {
    const bytes = gzipSync(`occurred_at,amount\n${`${','.repeat(1_000_000)}\n`.repeat(5)}`);
    const { stream } = await take(from(bytes), mapping());
    const file = await buffer(stream);
    expect(file.length).toBeLessThan(5 * 5_000);
    const { rejected: read } = await readFile(file);
    expect(read).toHaveLength(5);
    expect(read[0]).toMatchObject({
      reason: 'COLUMN_COUNT',
      message: {
        zh: expect.stringContaining('该行超过 1024 列') as string,
        en: expect.stringContaining('the line has more than 1024 cells, the header 2') as string,
      },
    });
    expect(read[0]?.columns).toHaveLength(1025);
  });

  it('refuses a file that is no intake file', async () => {
    await expect(readFile('')).rejects.toThrow('empty');
    await expect(readFile('{"intake":1}\n')).rejects.toThrow('not an intake file');
    await expect(readFile(encodeFrame('H', Buffer.from('{"intake":1}')))).rejects.toThrow('of format 2 or 3');
    await expect(readFile(encodeFrame('E', Buffer.from('{}')))).rejects.toThrow('of format 2 or 3');
  });

  it('reads files that an older build left waiting', async () => {
    const file = inflateSync(Buffer.from(FORMAT_2, 'base64'));
    const { accepted, rejected, duplicates } = await readFile(file);
    expect(accepted).toEqual([
      expect.objectContaining({
        line: 2,
        at: Date.parse('2024-03-01T02:15:00Z'),
        amount_fen: 3870,
        reference: 'R1',
      }),
    ]);
    expect(rejected).toEqual([expect.objectContaining({ line: 3, reason: 'AMOUNT_NOT_POSITIVE' })]);
    expect(duplicates).toBe(1);
    const { chunks, summary } = await readIntake(from(file));
    expect((await chunks.next()).value).toMatchObject({ lines: 3, bytesRead: 0 });
    await chunks.next();
    expect(summary()).toMatchObject({ lines: 3, rejected: 1, rawBytes: 112 });
  });

  it.each(['6.22202123456E+15', '6.222E+15', ' 6,2220212E15', "'6e+15", '６.２２２０２１２Ｅ＋１５'])(
    'refuses the card %j, whose digits are lost, and keeps no more of it than a BIN',
    async (card) => {
      const bytes = `occurred_at,amount,card\n2024-03-01T10:15:00,38.70,"${card}"\n`;
      const { stream } = await take(from(bytes), mapping());
      const file = await buffer(stream);
      const { accepted, rejected } = await readFile(file);
      expect(accepted).toEqual([]);
      expect(rejected).toMatchObject([{ line: 2, reason: 'NUMBER_IMPRECISE', field: 'card' }]);
      expect(rejected[0]?.message).toEqual({
        zh: expect.stringContaining('请把该列设为文本格式') as string,
        en: expect.stringContaining('make the column text') as string,
      });
      const mantissa = (rejected[0]?.columns[2] ?? '').normalize('NFKC').replace(/e.*$/i, '');
      expect(mantissa.replace(/\D/g, '').length).toBeLessThanOrEqual(6);
    },
  );

  it.each(['reference', 'trace_no', 'batch_no'])(
    'refuses a line whose %s a spreadsheet has cut to 2.02E+16, and takes codes that only look a little like it',
    async (field) => {
      const lines = [
        '2.02E+16',
        "'2.02403E+16",
        '２.０２Ｅ＋１６',
        '2E16',
        '2.02E16',
        'A2.02E+16',
        '2+16',
        '2024E+16',
        'E+16',
      ];
      const bytes = `occurred_at,amount,${field}\n${lines.map((cell) => `2024-03-01T10:15:00,38.70,${cell}\n`).join('')}`;
      const { stream } = await take(from(bytes), mapping());
      const { accepted, rejected } = await readFile(await buffer(stream));
      expect(rejected.map(({ line, reason, field: at }) => [line, reason, at])).toEqual(
        [2, 3, 4].map((line) => [line, 'NUMBER_IMPRECISE', field]),
      );
      expect(rejected[0]?.message.en).toContain(`the number in column "${field}" is stored as a number`);
      expect(accepted.map(({ line }) => line)).toEqual([5, 6, 7, 8, 9, 10]);
    },
  );

  it('writes no run that could be a card number, wherever the file had it', async () => {
    const withCheck = (body: string): string =>
      `${body}${['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].find((digit) => isLuhnValid(body + digit)) ?? ''}`;
    const number = fc.stringMatching(/^[1-9][0-9]{11,17}$/).map(withCheck);
    const separated = fc
      .tuple(number, fc.constantFrom('', ' ', '-'))
      .map(([digits, separator]) => digits.replace(/(\d{4})(?=\d)/g, `$1${separator}`));
    const cell = fc
      .tuple(
        fc.constantFrom('', 'no. ', '7', '卡', '"', ',', '\n'),
        fc.oneof(separated, fc.constant('x')),
        fc.constantFrom('', '9', '"', '\n'),
      )
      .map((parts) => parts.join(''));
    const file = fc.record({
      header: fc.array(cell, { maxLength: 2 }),
      rows: fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 6 }),
      quoted: fc.boolean(),
      column: fc.constantFrom('card', 'reference', 'note', 'terminal_no'),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ header, rows, quoted, column }) => {
        const write = (cells: readonly string[]): string =>
          cells.map((each) => (quoted ? `"${each.replaceAll('"', '""')}"` : each)).join(',');
        const upload = [write(['occurred_at', 'amount', column, ...header]), ...rows.map(write)].join('\n');
        const intake = await take(from(upload), mapping()).catch((error: unknown) => String(error));
        const file = typeof intake === 'string' ? Buffer.from(intake) : await buffer(intake.stream);
        const read = typeof intake === 'string' ? '' : JSON.stringify(await readFile(file));
        const kept = file.toString('latin1');
        for (const run of upload.match(/\d(?:[ -]?\d){12,}/g) ?? []) {
          expect(kept).not.toContain(run);
          expect(read).not.toContain(run);
        }
      }),
      { numRuns: runs(500, 120) },
    );
  });
});
