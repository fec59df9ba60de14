import { ByteLines, type LineVisitor } from './byte-lines';
import { BLANK_LINES_MAX, CsvScanner, LineTooLong, TooManyBlankLines, type CsvLine } from './csv-scanner';
import { GzipBroken, UploadBytes, unreadable } from './upload-bytes';

export interface CsvLimits {
  /** Most bytes of one line. */
  readonly lineBytes: number;
  readonly columns: number;
}

export const CSV_LIMITS: CsvLimits = { lineBytes: 1024 * 1024, columns: 1024 };

/** A CSV upload whose first line has been read. */
export interface CsvFile {
  /** Cells of the first line that is not blank. */
  readonly header: readonly string[];
  readonly upload: UploadBytes;
  /**
   * Shows the visitor the lines after the header, piece by piece of the file, and yields the length of each piece in
   * bytes; to be called once. Nothing is read ahead.
   * @throws DomainError FILE_UNREADABLE on damaged gzip data and on a line that is too long, saying how far it got.
   */
  visit(visitor: LineVisitor): AsyncGenerator<number, void, undefined>;
  /** The lines after the header in batches, one for each piece of the file; instead of {@link visit}. */
  batches(): AsyncGenerator<readonly CsvLine[], void, undefined>;
  /** Lets go of the source, if the lines are not read or not to their end. */
  close(): Promise<void>;
}

/**
 * Opens a CSV file (UTF-8 or GB18030, perhaps gzipped) and reads its header.
 * @throws DomainError FILE_UNREADABLE where it is empty, another kind of file, or its first line is no text.
 */
export async function openCsv(source: AsyncIterable<Uint8Array>, limits = CSV_LIMITS): Promise<CsvFile> {
  const upload = new UploadBytes(source);
  const scanner = new CsvScanner(limits.lineBytes, limits.columns);
  const chunks = upload.text();
  const close = async (): Promise<void> => {
    await chunks.return();
  };
  const explained = (error: unknown): unknown => explain(error, scanner, upload);
  try {
    const { header, others, rest } = await readHeader(chunks, scanner);
    const width = header.cells.length;
    if (header.fault !== null) throw explainHeader(header);
    if (width > limits.columns) throw explainWidth(limits);
    scanner.expectWidth(width);

    async function* visit(visitor: LineVisitor): AsyncGenerator<number, void, undefined> {
      const lines = new ByteLines(scanner, width, visitor);
      try {
        for (const line of others) visitor.line(held(line, width));
        yield* pushAll(lines, rest);
        for await (const chunk of chunks) yield* pushAll(lines, chunk);
        lines.end();
        yield 0;
      } catch (error) {
        throw explained(error);
      } finally {
        await close();
      }
    }
    return { header: header.cells, upload, visit, batches: () => inBatches(visit), close };
  } catch (error) {
    await close();
    throw explained(error);
  }
}

/** Bytes that are read at a time: few, as nothing else has its turn meanwhile. */
const PIECE_BYTES = 64 * 1024;

function* pushAll(lines: ByteLines, chunk: Buffer): Generator<number, void, undefined> {
  for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
    const piece = chunk.subarray(at, at + PIECE_BYTES);
    lines.push(piece);
    yield piece.length;
  }
}

async function* inBatches(visit: CsvFile['visit']): AsyncGenerator<readonly CsvLine[], void, undefined> {
  let lines: CsvLine[] = [];
  const visitor: LineVisitor = { line: (line) => void lines.push(line) };
  const pieces = visit(visitor);
  try {
    while (!(await pieces.next()).done) {
      if (lines.length === 0) continue;
      yield lines;
      lines = [];
    }
  } finally {
    await pieces.return();
  }
}

interface Header {
  readonly header: CsvLine;
  /** Lines that were read with it, since quotes seemed open: nobody knew how many cells they were to have. */
  readonly others: readonly CsvLine[];
  /** Bytes that were not read. */
  readonly rest: Buffer;
}

async function readHeader(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  scanner: CsvScanner,
): Promise<Header> {
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    const chunk = next.value;
    for (let at = 0; at < chunk.length;) {
      const to = chunk.indexOf(NEWLINE, at) + 1 || chunk.length;
      const [header, ...others] = scanner.push(chunk.subarray(at, to));
      if (header) return { header, others, rest: chunk.subarray(to) };
      at = to;
    }
  }
  const [header, ...others] = scanner.end();
  if (header) return { header, others, rest: Buffer.alloc(0) };
  throw unreadable({ zh: '文件中没有任何内容。', en: 'the file has nothing but blank lines.' });
}

const NEWLINE = 10;

const held = (line: CsvLine, width: number): CsvLine =>
  line.fault === null && line.cells.length !== width ? { ...line, fault: 'COLUMN_COUNT' } : line;

/** What is wrong with the file, in the words of the desk; any other error as it is. */
function explain(error: unknown, { line }: CsvScanner, upload: UploadBytes): unknown {
  if (error instanceof LineTooLong) return explainLength(error);
  if (error instanceof TooManyBlankLines) return explainBlanks(error);
  if (error instanceof GzipBroken) return explainZip(error, line, upload);
  return error;
}

function explainBlanks({ line }: TooManyBlankLines): Error {
  return unreadable(
    {
      zh: `到第 ${line} 行已有超过 ${BLANK_LINES_MAX} 个空行，不再继续读取；请检查文件内容。`,
      en: `up to line ${line} more than ${BLANK_LINES_MAX} lines are blank: the file is read no further. Check what is in it.`,
    },
    { line },
  );
}

function explainLength({ line, limit }: LineTooLong): Error {
  return unreadable(
    {
      zh: `第 ${line} 行超过 ${limit} 字节；请检查文件是否以换行符（LF 或 CRLF）分行。`,
      en: `line ${line} is longer than ${limit} bytes; check that lines end with LF or CRLF.`,
    },
    { line },
  );
}

function explainZip({ truncated }: GzipBroken, line: number, { rawBytes, plainBytes }: UploadBytes): Error {
  const zh = `读到第 ${line} 行（${rawBytes} 字节，解压出 ${plainBytes} 字节）`;
  const en = `at line ${line} (after ${rawBytes} bytes, which unzipped to ${plainBytes})`;
  return unreadable(
    truncated
      ? {
          zh: `gzip 数据不完整，${zh}后中断；请重新上传整个文件。`,
          en: `the gzip data breaks off ${en}; send the whole file again.`,
        }
      : {
          zh: `gzip 数据已损坏，${zh}后出错；请重新压缩后再上传。`,
          en: `the gzip data is damaged ${en}; compress the file anew.`,
        },
    { line },
  );
}

function explainHeader(header: CsvLine): Error {
  switch (header.fault) {
    case 'NOT_UTF8':
      return unreadable({
        zh: '第一行既不是 UTF-8 也不是 GB18030（GBK）编码；请另存为“CSV UTF-8”。',
        en: 'the first line is neither UTF-8 nor GB18030 (GBK); save the file as "CSV UTF-8".',
      });
    case 'NUL_BYTE':
      return unreadable({
        zh: '这不是文本文件：第一行含有 NUL 字节。',
        en: 'this is not a text file: its first line holds NUL bytes.',
      });
    default:
      return unreadable({
        zh: '第一行的引号没有正确结束，无法读出列名。',
        en: 'the quotes in the first line do not end properly, so the column names cannot be read.',
      });
  }
}

function explainWidth({ columns }: CsvLimits): Error {
  return unreadable({
    zh: `文件的列数超过上限 ${columns} 列。`,
    en: `the file has more than ${columns} columns; at most ${columns} are read.`,
  });
}
