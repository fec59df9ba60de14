import { CsvScanner, LineTooLong, type CsvLine } from './csv-scanner';
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
   * The lines after the header in batches, one for each chunk of bytes; to be read once.
   * @throws DomainError FILE_UNREADABLE on damaged gzip data and on a line that is too long, saying how far it got.
   */
  readonly batches: AsyncGenerator<readonly CsvLine[], void, undefined>;
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
  const lines = scanAll(upload, scanner);
  let first: readonly CsvLine[] = [];
  while (first.length === 0) {
    const { value, done } = await lines.next();
    if (done) throw unreadable({ zh: '文件中没有任何内容。', en: 'the file has nothing but blank lines.' });
    first = value;
  }
  const header = first[0] as CsvLine;
  const width = header.cells.length;
  const refusal =
    header.fault !== null ? explainHeader(header) : width > limits.columns ? explainWidth(limits) : null;
  if (refusal !== null) {
    await lines.return();
    throw refusal;
  }
  scanner.expectWidth(width);
  // The scanner did not know the width yet while it took the first chunk apart.
  const rest = first
    .slice(1)
    .map((line) =>
      line.fault === null && line.cells.length !== width ? { ...line, fault: 'COLUMN_COUNT' as const } : line,
    );
  const close = async (): Promise<void> => {
    await lines.return();
  };
  async function* batches(): AsyncGenerator<readonly CsvLine[], void, undefined> {
    try {
      if (rest.length > 0) yield rest;
      yield* lines;
    } finally {
      await close();
    }
  }
  return { header: header.cells, upload, batches: batches(), close };
}

async function* scanAll(
  upload: UploadBytes,
  scanner: CsvScanner,
): AsyncGenerator<readonly CsvLine[], void, undefined> {
  try {
    for await (const chunk of upload.text()) {
      const lines = scanner.push(chunk);
      if (lines.length > 0) yield lines;
    }
    const lines = scanner.end();
    if (lines.length > 0) yield lines;
  } catch (error) {
    if (error instanceof LineTooLong) throw explainLength(error);
    if (error instanceof GzipBroken) throw explainZip(error, scanner.line, upload);
    throw error;
  }
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
