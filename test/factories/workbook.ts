import { Readable } from 'node:stream';
import { crc32, createDeflateRaw } from 'node:zlib';

/** A cell: text, number, or XML of a cell's own inside (`<f>…</f>`), with its type and style. */
export type CellGiven =
  string | number | null | { readonly type?: string; readonly style?: number; readonly inner: string };

export interface WorkbookGiven {
  readonly rows: Iterable<readonly CellGiven[]>;
  readonly is1904?: boolean;
  /** Names of the sheets; the rows are the first's, others have one cell with their name. */
  readonly sheets?: readonly string[];
  /** Texts go into a table behind the sheet, as Excel writes them; else they stand in their cells. */
  readonly shared?: boolean;
  readonly hidden?: readonly string[];
  /** Megabytes of comments before the first row, which pack to next to nothing. */
  readonly paddingMb?: number;
  /** The first sheet's part as it is, in place of rows. */
  readonly sheetXml?: string;
}

/** Styles of the workbooks made here, beside 0, which is general: 1 a date with time, 2 a format of its own with date, 3 with two decimals. */
export const [DATE_TIME, OWN_DATE, TWO_DECIMALS] = [1, 2, 3];

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** An XLSX file as Excel lays it out: the sheet first, its texts and styles behind it. Any number of rows streams. */
export function workbook({
  rows,
  is1904 = false,
  sheets = ['Sheet1'],
  shared = true,
  hidden = [],
  paddingMb = 0,
  sheetXml,
}: WorkbookGiven): Readable {
  const strings = shared ? new Map<string, number>() : null;
  const parts: Part[] = [
    [
      '[Content_Types].xml',
      [`${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`],
    ],
    ['_rels/.rels', [relations([['rId1', 'officeDocument', 'xl/workbook.xml']])]],
    [
      'xl/workbook.xml',
      [
        `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><workbookPr${is1904 ? ' date1904="1"' : ''}/><sheets>`,
        ...sheets.map(
          (name, i) =>
            `<sheet name="${escaped(name)}" sheetId="${i + 1}"${hidden.includes(name) ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
        ),
        '</sheets></workbook>',
      ],
    ],
    [
      'xl/_rels/workbook.xml.rels',
      [
        relations([
          ...sheets.map((_, i): [string, string, string] => [
            `rId${i + 1}`,
            'worksheet',
            `worksheets/sheet${i + 1}.xml`,
          ]),
          ['rId901', 'styles', 'styles.xml'],
          ...(strings
            ? [['rId902', 'sharedStrings', '/xl/sharedStrings.xml'] as [string, string, string]]
            : []),
        ]),
      ],
    ],
    ...sheets.map((name, i): Part => [
      `xl/worksheets/sheet${i + 1}.xml`,
      i === 0 && sheetXml !== undefined
        ? [sheetXml]
        : sheetParts(i === 0 ? rows : [[name]], strings, paddingMb),
    ]),
    [
      'xl/styles.xml',
      [
        `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;\\ hh:mm:ss"/></numFmts>`,
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>',
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>',
      ],
    ],
    ...(strings ? [['xl/sharedStrings.xml', stringsXml(strings)] as Part] : []),
  ];
  // Bombs are packed as tightly as can be.
  return zip(parts, 0, paddingMb > 0 ? 9 : 1);
}

export const bytesOf = async (stream: Readable): Promise<Buffer> => Buffer.concat(await stream.toArray());

type Part = readonly [name: string, content: Iterable<string>];

const relations = (list: readonly (readonly [string, string, string])[]): string =>
  `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list
    .map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

function* sheetParts(
  rows: Iterable<readonly CellGiven[]>,
  strings: Map<string, number> | null,
  paddingMb: number,
): Generator<string, void, undefined> {
  yield `${XML}<worksheet xmlns="${MAIN}"><dimension ref="A1"/><sheetData>`;
  for (let i = 0; i < paddingMb * 64; i++) yield `<!--${' '.repeat(16 * 1024 - 7)}-->`;
  let line = 0;
  for (const cells of rows) {
    line += 1;
    yield `<row r="${line}">${cells.map((cell, i) => cellXml(cell, `${columnName(i)}${line}`, strings)).join('')}</row>`;
  }
  yield '</sheetData></worksheet>';
}

function cellXml(cell: CellGiven, reference: string, strings: Map<string, number> | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${reference}"><v>${cell}</v></c>`;
  if (typeof cell === 'object') {
    const type = cell.type === undefined ? '' : ` t="${cell.type}"`;
    return `<c r="${reference}" s="${cell.style ?? 0}"${type}>${cell.inner}</c>`;
  }
  if (strings === null) return `<c r="${reference}" t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`;
  const place = strings.get(cell) ?? strings.size;
  strings.set(cell, place);
  return `<c r="${reference}" t="s"><v>${place}</v></c>`;
}

function* stringsXml(strings: Map<string, number>): Generator<string, void, undefined> {
  yield `${XML}<sst xmlns="${MAIN}">`;
  for (const text of strings.keys()) yield `<si><t xml:space="preserve">${escaped(text)}</t></si>`;
  yield '</sst>';
}

const columnName = (place: number): string =>
  place < 26
    ? String.fromCharCode(65 + place)
    : columnName(Math.floor(place / 26) - 1) + columnName(place % 26);

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const FLUSH_CHARS = 64 * 1024;

/** A ZIP archive that streams: sizes stand behind each part, and in the directory at the end. */
export function zip(parts: Iterable<Part>, flags = 0, level = 1): Readable {
  return Readable.from(zipped(parts, flags, level), { objectMode: false });
}

async function* zipped(
  parts: Iterable<Part>,
  flags: number,
  level: number,
): AsyncGenerator<Buffer, void, undefined> {
  const directory: Buffer[] = [];
  let position = 0;
  const counted = (bytes: Buffer): Buffer => {
    position += bytes.length;
    return bytes;
  };
  for (const [name, content] of parts) {
    const entry = { name: Buffer.from(name), from: position, crc: 0, size: 0, packed: 0, flags: flags | 8 };
    yield counted(localHeader(entry.name, entry.flags));
    const source = Readable.from(
      (function* () {
        for (const piece of joined(content)) {
          entry.crc = crc32(piece, entry.crc);
          entry.size += piece.length;
          yield piece;
        }
      })(),
    );
    for await (const piece of source.pipe(createDeflateRaw({ level })) as AsyncIterable<Buffer>) {
      entry.packed += piece.length;
      yield counted(piece);
    }
    const behind = Buffer.alloc(16);
    behind.writeUInt32LE(0x08074b50, 0);
    behind.writeUInt32LE(entry.crc, 4);
    behind.writeUInt32LE(entry.packed, 8);
    behind.writeUInt32LE(entry.size, 12);
    yield counted(behind);
    directory.push(directoryEntry(entry));
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(position, 16);
  yield Buffer.concat([entries, end]);
}

function* joined(content: Iterable<string>): Generator<Buffer, void, undefined> {
  let text = '';
  for (const piece of content) {
    text += piece;
    if (text.length < FLUSH_CHARS) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

function localHeader(name: Buffer, flags: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(8, 8);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function directoryEntry(entry: {
  readonly name: Buffer;
  readonly from: number;
  readonly crc: number;
  readonly size: number;
  readonly packed: number;
  readonly flags: number;
}): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(entry.flags, 8);
  header.writeUInt16LE(8, 10);
  header.writeUInt32LE(entry.crc, 16);
  header.writeUInt32LE(entry.packed, 20);
  header.writeUInt32LE(entry.size, 24);
  header.writeUInt16LE(entry.name.length, 28);
  header.writeUInt32LE(entry.from, 42);
  return Buffer.concat([header, entry.name]);
}
