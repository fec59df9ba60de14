import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { DomainError } from '@thaw/kernel';
import { openCsv, type CsvLimits } from './csv-lines';
import type { CsvLine } from './csv-scanner';

const inChunks = (bytes: Buffer, size: number): Readable =>
  Readable.from(
    (function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    })(),
  );

interface Read {
  readonly header: readonly string[];
  readonly lines: CsvLine[];
  readonly rawBytes: number;
  readonly sha256: string | null;
}

async function readAll(source: AsyncIterable<Uint8Array>, limits?: CsvLimits): Promise<Read> {
  const { header, upload, batches } = await openCsv(source, limits);
  const lines: CsvLine[] = [];
  for await (const batch of batches()) lines.push(...batch);
  return { header, lines, rawBytes: upload.rawBytes, sha256: upload.sha256 };
}

async function refusal(bytes: Buffer, size = 65_536, limits?: CsvLimits): Promise<DomainError> {
  const error: unknown = await readAll(inChunks(bytes, size), limits).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toMatchObject({ code: 'FILE_UNREADABLE', context: { field: 'file' } });
  return error as DomainError;
}

const TEXT = '\ufeffoccurred_at,amount\r\n2024-03-01T10:15:00,38.7\r\nx\r\n"2024-03-01\nT",1\r\n';
const rows = (count: number): string =>
  Array.from({ length: count }, (_, i) => `2024-03-01T10:15:00,${(i * 7919) % 100_003}\n`).join('');

describe('openCsv', () => {
  it.each([1, 2, 5, 65_536])('reads plain and gzipped bytes alike, %i at a time', async (size) => {
    for (const bytes of [Buffer.from(TEXT), gzipSync(TEXT)]) {
      const { header, lines, rawBytes, sha256 } = await readAll(inChunks(bytes, size));
      expect(header).toEqual(['occurred_at', 'amount']);
      expect(lines).toEqual([
        { line: 2, cells: ['2024-03-01T10:15:00', '38.7'], fault: null },
        { line: 3, cells: ['x'], fault: 'COLUMN_COUNT' },
        { line: 4, cells: ['2024-03-01\nT', '1'], fault: null },
      ]);
      expect(rawBytes).toBe(bytes.length);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('reads gzip data of several members, and hashes zeros behind them too', async () => {
    const bytes = Buffer.concat([gzipSync('a,b\n1,2\n'), gzipSync('3,4\n'), Buffer.alloc(300_000)]);
    for (const size of [7, 65_536]) {
      const { lines, rawBytes, sha256 } = await readAll(inChunks(bytes, size));
      expect(lines.map(({ cells }) => cells.join())).toEqual(['1,2', '3,4']);
      expect(rawBytes).toBe(bytes.length);
      expect(sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('says how far it got in gzip data that breaks off', async () => {
    const bytes = gzipSync(`occurred_at,amount\n${rows(200_000)}`);
    const { context } = await refusal(bytes.subarray(0, bytes.length - 1000));
    expect(context.detail).toMatchObject({
      en: expect.stringMatching(/breaks off at line \d{6} \(after \d+ bytes/),
    });
    expect(Number(context.extra?.['line'])).toBeGreaterThan(150_000);
    expect((await refusal(bytes.subarray(0, 5), 1)).context.detail).toMatchObject({
      zh: expect.stringContaining('不完整'),
    });
  });

  it('refuses damaged gzip data', async () => {
    const bytes = gzipSync(`occurred_at,amount\n${rows(50_000)}`);
    bytes.fill(0xaa, 5_000, 5_100);
    expect((await refusal(bytes)).context.detail).toMatchObject({ en: expect.stringContaining('damaged') });
    const junk = Buffer.concat([gzipSync('a,b\n'), Buffer.from('junk')]);
    expect((await refusal(junk)).context.detail).toMatchObject({ en: expect.stringContaining('damaged') });
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'empty'],
    ['an empty file, gzipped', gzipSync(''), 'empty'],
    ['blank lines only', Buffer.from('\n \r\n\n'), 'blank'],
    ['XLSX', Buffer.from('PK\u0003\u0004rest'), 'XLSX'],
    ['XLSX, gzipped', gzipSync('PK\u0003\u0004rest'), 'XLSX'],
    ['UTF-16', Buffer.from('\ufeffa,b\n', 'utf16le'), 'UTF-16'],
    ['PDF', Buffer.from('%PDF-1.7'), 'PDF'],
    ['a header that is no text', Buffer.from([0xff, 0xff, 0x80, 0xff, 0x2c, 0x61, 0x0a]), 'CSV UTF-8'],
    ['NUL bytes', Buffer.from('a\0b,c\n'), 'NUL'],
    ['a header with open quotes', Buffer.from('"a,b\n1,2\n'), 'quotes'],
  ])('refuses %s, saying what to do', async (_name, bytes, part) => {
    for (const size of [1, 65_536]) {
      expect((await refusal(bytes, size)).context.detail).toMatchObject({
        en: expect.stringContaining(part),
      });
    }
  });

  it('reads GB18030, of which GBK is a part', async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xbd, 0xf0, 0xb6, 0xee]),
      Buffer.from(',a\n1,2\n'),
      Buffer.from([0xcf, 0xfb, 0xb7, 0xd1]),
      Buffer.from(',3\n'),
    ]);
    for (const size of [1, 3, 65_536]) {
      const { header, lines } = await readAll(inChunks(bytes, size));
      expect(header).toEqual(['金额', 'a']);
      expect(lines.map(({ cells }) => cells)).toEqual([
        ['1', '2'],
        ['消费', '3'],
      ]);
    }
  });

  it('refuses lines and headers beyond the limits', async () => {
    const limits = { lineBytes: 100, columns: 3 };
    expect((await refusal(Buffer.from(`a,b\n1,2\n${'x'.repeat(101)}`), 10, limits)).context).toMatchObject({
      extra: { line: 3 },
      detail: { en: expect.stringContaining('line 3 is longer than 100 bytes') },
    });
    expect((await refusal(Buffer.from('a,b,c,d\n'), 10, limits)).context.detail).toMatchObject({
      en: expect.stringContaining('more than 3 columns'),
    });
  });

  it('passes on what the source throws', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield gzipSync(TEXT).subarray(0, 20);
      throw new Error('client went away');
    }
    await expect(readAll(broken())).rejects.toThrow('client went away');
  });

  it('reads no faster than it is read, and lets go of the source when its reader stops', async () => {
    let sent = 0;
    let released = false;
    async function* endless(): AsyncGenerator<Buffer> {
      try {
        yield Buffer.from('a,b\n');
        for (;;) {
          sent += 1;
          yield Buffer.from('1,2\n'.repeat(1000));
        }
      } finally {
        released = true;
      }
    }
    const batches = (await openCsv(endless())).batches();
    // The source gives as fast as it is asked: did the reader run ahead, it would be further ahead with every turn.
    for (let read = 1; read <= 50; read++) {
      await batches.next();
      await new Promise(setImmediate);
      expect(sent - read).toBeLessThan(3);
    }
    await batches.return();
    expect(released).toBe(true);
  });
});
