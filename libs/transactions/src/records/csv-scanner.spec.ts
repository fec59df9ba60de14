import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { CsvScanner, LineTooLong, type CsvLine } from './csv-scanner';

function scanAll(
  bytes: Buffer,
  sizes: readonly number[] = [bytes.length || 1],
  limit = 1024 * 1024,
  columns = 1024,
): CsvLine[] {
  const scanner = new CsvScanner(limit, columns);
  const lines: CsvLine[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] as number;
    lines.push(...scanner.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...lines, ...scanner.end()];
}

const scanText = (text: string): CsvLine[] => scanAll(Buffer.from(text));
const brief = (lines: readonly CsvLine[]): string[] =>
  lines.map(({ line, cells, fault }) => `${line}${fault ? ` ${fault}` : ''}: ${cells.join('|')}`);

const chunkSizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
/** Cells full of what makes CSV hard. */
const cell = fc
  .array(fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', '贷', '😀', '12', '""', "'"), { maxLength: 6 })
  .map((parts) => parts.join(''));
const quoteIfNeeded = (text: string, always: boolean): string =>
  always || /[",\r\n]/.test(text) || text.trim() === '' ? `"${text.replaceAll('"', '""')}"` : text;

describe('CsvScanner', () => {
  it.each([
    ['plain lines', 'a,b\n1,2\n', ['1: a|b', '2: 1|2']],
    ['CRLF and a last line without end', 'a,b\r\n1,2\r\n3,4', ['1: a|b', '2: 1|2', '3: 3|4']],
    ['mixed line ends', 'a,b\n1,2\r\n3,4\n', ['1: a|b', '2: 1|2', '3: 3|4']],
    ['empty cells', ',\n,,\n', ['1: |', '2: ||']],
    ['blank lines, which keep their number', '\n\na,b\n \n1,2\n\n', ['3: a|b', '5: 1|2']],
    ['quotes, commas and escapes', '"a,1","b""2"""\n', ['1: a,1|b"2"']],
    ['line breaks in quotes', '"a\nb",1\nc,2\n', ['1: a\nb|1', '3: c|2']],
    ['CRLF in quotes, counted once', '"a\r\nb",1\r\nc,2\r\n', ['1: a\r\nb|1', '3: c|2']],
    ['a quote within an unquoted cell', '5" pipe,1\n', ['1: 5" pipe|1']],
    ['a quoted last cell at the end of the file', 'a,"b"', ['1: a|b']],
    ['an empty quoted cell', '"",""\n', ['1: |']],
    ['text after a closing quote', '"a"b,1\nc,2\n', ['1 QUOTE_INVALID: "a"b|1', '2: c|2']],
    [
      'a quote that never closes',
      'a,1\n"b,2\nc,3\nd,4\n',
      ['1: a|1', '2 QUOTE_INVALID: "b|2', '3: c|3', '4: d|4'],
    ],
    [
      'a quote that another line closes wrongly',
      'a,"1\nb,2\nc,"3"\n',
      ['1 QUOTE_INVALID: a|"1', '2: b|2', '3: c|3'],
    ],
    ['NUL bytes', 'a\0,1\nb,2\n', ['1 NUL_BYTE: a\ufffd|1', '2: b|2']],
    ['Chinese text', '商户,卡\n好,"贷记卡"\n', ['1: 商户|卡', '2: 好|贷记卡']],
    ['an honest replacement character', 'a\ufffd,1\n', ['1: a\ufffd|1']],
    ['nothing', '', []],
  ])('reads %s', (_name, text, lines) => expect(brief(scanText(text))).toEqual(lines));

  it('makes only the line bad that holds bytes which are no UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from('好,1\n'),
      Buffer.from([0xbf, 0xa8, 0x2c, 0x32, 0x0a]),
      Buffer.from('c,3\n'),
    ]);
    expect(brief(scanAll(bytes))).toEqual(['1: 好|1', '2 NOT_UTF8: \ufffd\ufffd|2', '3: c|3']);
  });

  it('says when a line has another number of cells', () => {
    const scanner = new CsvScanner(100, 10);
    scanner.expectWidth(2);
    expect(brief(scanner.push(Buffer.from('a,b\na\na,b,c\n')))).toEqual([
      '1: a|b',
      '2 COLUMN_COUNT: a',
      '3 COLUMN_COUNT: a|b|c',
    ]);
  });

  it.each([
    ['plain', 'a,b,c\n1,2,3,4\n5,6\n', ['1: a|b|c', '2: 1|2|3|…', '3: 5|6']],
    ['quoted', '"1,1",2,"3",4,"5\n5",6\n7,"8",9,\n', ['1: 1,1|2|3|…', '3: 7|8|9|…']],
    ['cut off', '1,2,3,"4\n', ['1 QUOTE_INVALID: 1|2|3|…']],
  ])('takes no more cells apart than it is told: %s', (_name, text, lines) =>
    expect(brief(scanAll(Buffer.from(text), [7], 1000, 3))).toEqual(lines),
  );

  it('makes no million cells of a megabyte of commas', () => {
    for (const start of ['', '"q",']) {
      const bytes = Buffer.from(`a,b\n${start}${','.repeat(1_000_000)}\n1,2\n`);
      const [, long, next] = scanAll(bytes, [65_536]);
      expect(long?.cells).toHaveLength(1025);
      expect(long?.cells.at(-1)).toBe('…');
      expect(next).toEqual({ line: 3, cells: ['1', '2'], fault: null });
    }
  });

  it('gives back what was written, as csv-parse reads it, in any chunks', () => {
    const row = fc.array(fc.tuple(cell, fc.boolean()), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        chunkSizes,
        (rows, end, closed, sizes) => {
          const texts = rows.map((cells) =>
            cells.map(([text, always]) => quoteIfNeeded(text, always)).join(','),
          );
          const text = texts.join(end) + (closed && rows.length > 0 ? end : '');
          const lines = scanAll(Buffer.from(text), sizes);
          expect(lines.map(({ cells }) => cells)).toEqual(rows.map((cells) => cells.map(([value]) => value)));
          expect(lines.every(({ fault }) => fault === null)).toBe(true);
          expect(lines.map(({ cells }) => cells)).toEqual(
            parse(text, { relax_column_count: true, record_delimiter: ['\r\n', '\n'] }),
          );
          let line = 1;
          for (const [i, read] of lines.entries()) {
            expect(read.line).toBe(line);
            line += (texts[i] as string).split('\n').length;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('reads any bytes the same in any chunks, and loses no line', () => {
    const piece = fc.oneof(
      cell.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
      fc.constant(Buffer.from('\n')),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 30 }),
        chunkSizes,
        fc.constantFrom(8, 30, 1000),
        (pieces, sizes, limit) => {
          const bytes = Buffer.concat(pieces);
          const inChunks = (chunks?: readonly number[]): string[] | string => {
            try {
              return brief(scanAll(bytes, chunks, limit));
            } catch (error) {
              return String(error);
            }
          };
          expect(inChunks(sizes)).toEqual(inChunks());
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('stops at a line beyond the limit, naming it, and holds no more than that', () => {
    const scanner = new CsvScanner(1000, 10);
    scanner.push(Buffer.from('a,b\n1,2\n'));
    const push = (): void => {
      for (let i = 0; i < 1001; i++) scanner.push(Buffer.from('x'));
    };
    expect(push).toThrow(new LineTooLong(3, 1000));
    expect(() => scanAll(Buffer.from(`a\n"b\n${'x'.repeat(1001)}\n`), [64], 1000)).toThrow(
      new LineTooLong(3, 1000),
    );
  });

  it('gives up an open quote at the limit, not the file', () => {
    const rows = Array.from({ length: 300 }, (_, i) => `r${i},1\n`).join('');
    const lines = scanAll(Buffer.from(`a,b\n"open,1\n${rows}`), [50], 1000);
    expect(lines).toHaveLength(302);
    expect(lines.filter(({ fault }) => fault !== null)).toEqual([
      { line: 2, cells: ['"open', '1'], fault: 'QUOTE_INVALID' },
    ]);
  });

  it('takes time in proportion to the file, also when every chunk is a byte or every record is long', () => {
    // Of the processor: a loaded machine may take its time.
    const started = process.cpuUsage();
    const long = Buffer.from('"' + 'x\n'.repeat(200_000) + '",1\n');
    expect(scanAll(long, [3])).toHaveLength(1);
    expect(scanAll(Buffer.from(`${'y'.repeat(500_000)}\n`), [1])).toHaveLength(1);
    expect(scanAll(Buffer.from('"a\n'.repeat(100_001)), [65536])).toHaveLength(100_001);
    const { user, system } = process.cpuUsage(started);
    expect((user + system) / 1_000).toBeLessThan(5_000);
  });
});
