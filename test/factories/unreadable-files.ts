import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { cut, damaged, gzipped, repeated } from './broken-file';
import { bytesOf, workbook, zip, type CellGiven } from './workbook';

/** Of the columns that {@link sales} writes. */
export const CSV_HEAD = 'occurred_at,amount,reference\n';
export const sales = (lines: number): string =>
  Array.from({ length: lines }, (_, i) => `2024-03-01T10:00:00,${i + 1}.50,R${i}\n`).join('');

/** A file as it is sent. */
export type Content = string | Buffer | Readable;

const MEGABYTE = Buffer.alloc(1024 * 1024, 'a');
const SALES_MB = Buffer.from('2024-03-01T10:00:00,1.50,R1\n'.repeat(37_449));

const encrypted = (): Buffer => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(4096)]);
const sheet = (): Promise<Buffer> =>
  bytesOf(
    workbook({
      rows: [
        ['occurred_at', 'amount'],
        ...Array.from({ length: 2000 }, (_, i): CellGiven[] => [`2024-03-01T10:00:00`, i + 1]),
      ],
    }),
  );
function* repeatedText(): Generator<CellGiven[], void, undefined> {
  const cells = Array.from({ length: 60 }, () => '好'.repeat(32_767));
  yield ['occurred_at', 'amount', ...cells.map((_, i) => `note ${i}`)];
  for (let i = 0; i < 100; i++) yield ['2024-03-01T10:00:00', i + 1, ...cells];
}
/** A sheet whose part begins with a document type, and shows the entity in its first cell. */
const withEntity = (definitions: string): Promise<Buffer> =>
  bytesOf(
    workbook({
      rows: [],
      sheetXml: `<?xml version="1.0"?><!DOCTYPE worksheet [${definitions}]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row></sheetData></worksheet>`,
    }),
  );
/** Ten of the one before, nine times: three letters come to three gigabytes. */
const LAUGHS = `<!ENTITY e0 "lol">${Array.from({ length: 9 }, (_, i) => `<!ENTITY e${i + 1} "${`&e${i};`.repeat(10)}">`).join('')}<!ENTITY e "&e9;">`;
const bomb = (): Readable => workbook({ rows: [['occurred_at', 'amount']], paddingMb: 256 });

/** Files that no import can read, and what is said of each in English and Chinese. */
export const UNREADABLE: readonly (readonly [string, () => Content | Promise<Content>, RegExp, RegExp])[] = [
  [
    'one line of 1 GB',
    () => Readable.from(repeated(MEGABYTE, 1024)),
    /line 1 is longer than 1048576 bytes/,
    /第 1 行超过 1048576 字节/,
  ],
  [
    'one line of 1 GB behind a header, gzipped',
    () => gzipped(repeated(MEGABYTE, 1024, CSV_HEAD)),
    /line 2 is longer than 1048576 bytes/,
    /第 2 行超过/,
  ],
  [
    'a gzip bomb of good lines',
    () => gzipped(repeated(SALES_MB, 256, CSV_HEAD)),
    /unzip to more than \d+, as no history does/,
    /解压出 \d+ 字节以上/,
  ],
  [
    '1 GB of line breaks',
    () => Readable.from(repeated(Buffer.alloc(1024 * 1024, '\n'), 1024, CSV_HEAD)),
    /up to line 1000002 more than 1000000 lines are blank/,
    /已有超过 1000000 个空行/,
  ],
  [
    'a truncated gzip',
    () => cut(gzipSync(CSV_HEAD + sales(50_000))),
    /gzip data breaks off at line \d+ \(after \d+ bytes/,
    /gzip 数据不完整，读到第 \d+ 行/,
  ],
  [
    'a damaged gzip',
    () => damaged(gzipSync(CSV_HEAD + sales(50_000))),
    /gzip data is damaged at line \d+/,
    /gzip 数据已损坏/,
  ],
  [
    'NUL bytes where the header should be',
    () => Buffer.alloc(1000),
    /its first line holds NUL bytes/,
    /第一行含有 NUL 字节/,
  ],
  ['nothing at all', () => '', /file is empty/, /文件是空的/],
  ['UTF-16', () => Buffer.from(`\ufeff${CSV_HEAD}`, 'utf16le'), /UTF-16/, /UTF-16/],
  ['a PDF', () => '%PDF-1.7\n', /PDF/, /PDF/],
  ['a workbook bomb', bomb, /unpacks to more than \d+: it is read no further/, /解压出 \d+ 字节以上/],
  [
    'a workbook that names one long text again and again',
    () => workbook({ rows: repeatedText() }),
    /texts .* come to far more than the file: it is read no further/,
    /文本展开后远大于文件本身/,
  ],
  ['half a workbook', async () => cut(await sheet()), /breaks off before its end/, /不完整，末尾缺失/],
  ['a damaged workbook', async () => damaged(await sheet()), /XLSX file is damaged/, /XLSX 文件已损坏/],
  [
    'a workbook with a password, or an XLS',
    encrypted,
    /old Excel \(XLS\) file, or a workbook protected by a password/,
    /旧版 Excel（XLS）文件，或设有密码/,
  ],
  [
    'a ZIP with a password',
    () => bytesOf(zip([['_rels/.rels', ['x']]], 1)),
    /protected by a password/,
    /设有密码/,
  ],
  [
    'a ZIP of something else',
    () => bytesOf(zip([['sales.csv', [CSV_HEAD]]])),
    /ZIP archive and no Excel workbook/,
    /不是 Excel 工作簿/,
  ],
  ['a workbook without rows', () => bytesOf(workbook({ rows: [] })), /sheet is empty/, /工作表是空的/],
  ['a gzipped workbook', async () => gzipSync(await sheet()), /that was gzipped/, /不要再压缩/],
  [
    'entities that multiply',
    () =>
      bytesOf(
        zip([
          ['_rels/.rels', ['<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>']],
        ]),
      ),
    /XLSX file is damaged/,
    /XLSX 文件已损坏/,
  ],
  ['a billion laughs', () => withEntity(LAUGHS), /XLSX file is damaged/, /XLSX 文件已损坏/],
  [
    'an entity that names a file of ours',
    () => withEntity('<!ENTITY e SYSTEM "file:///etc/passwd">'),
    /XLSX file is damaged/,
    /XLSX 文件已损坏/,
  ],
  [
    'an entity that names an address',
    () => withEntity('<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;'),
    /XLSX file is damaged/,
    /XLSX 文件已损坏/,
  ],
];
