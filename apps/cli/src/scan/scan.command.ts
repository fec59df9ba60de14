import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError, isDomainError, maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { safeFileName } from '@thaw/transactions/records';
import { FactsFile } from './facts-file';
import { MappingFileRefused } from '../mapping/mapping-file';
import { UsageError, readArguments, readLocale, type ScanRequest } from './scan-arguments';
import { htmlReport } from './html/html-report';
import { scanFile } from './scan-file';
import { jsonReport } from './scan-json';
import { textReport } from './scan-report';
import { USAGE } from './scan-usage';

export interface ScanIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Exit codes of `thaw scan`, as rules.md gives them. */
const CLEAN = 0;
const FOUND = 1;
const NOT_SCANNED = 2;

/**
 * `thaw scan FILE.csv[.gz]`: the rules over a file, without server, database or keys.
 * @returns 0 no finding above weight 0 · 1 some · 2 the file cannot be read, or the arguments are wrong.
 */
export async function runScan(argv: readonly string[], io: ScanIo = process): Promise<number> {
  try {
    const request = readArguments(argv);
    if (request === null) {
      io.stdout.write(USAGE[readLocale(argv)]);
      return CLEAN;
    }
    return await report(request, io.stdout);
  } catch (error) {
    const locale = readLocale(argv);
    if (error instanceof UsageError) {
      io.stderr.write(`${maskCardNumbers(error.detail[locale])}\n\n${USAGE[locale]}`);
    } else {
      io.stderr.write(`${maskCardNumbers(explain(error, locale))}\n`);
    }
    return NOT_SCANNED;
  }
}

async function report(request: ScanRequest, stdout: NodeJS.WritableStream): Promise<number> {
  // Before the history is read: what is wrong with a short file is told in a moment.
  const facts = request.facts === null ? FactsFile.NONE : await FactsFile.read(request.facts);
  const scan = await scanFile(createReadStream(request.file), request, facts);
  const pieces = request.json ? jsonReport(scan, request) : textReport(scan, request);
  if (request.html !== null) {
    await pipeline(Readable.from(htmlReport(scan, request)), createWriteStream(request.html)).catch(
      unwritable,
    );
  }
  await writeAll(pieces, stdout);
  const isFound = scan.terminals.some(({ findings }) => findings.some(({ weight }) => weight > 0));
  return isFound ? FOUND : CLEAN;
}

/** Whoever read us has read enough, as in `thaw scan … | head`: no failure of ours. */
const READER_LEFT = ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'];

export async function writeAll(pieces: Iterable<string>, stdout: NodeJS.WritableStream): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), stdout, { end: false });
  } catch (error) {
    if (!READER_LEFT.includes(codeOf(error))) throw error;
  }
}

/** What goes wrong with the page is not to be taken for what goes wrong with the file. */
function unwritable(error: unknown): never {
  const code = codeOf(error);
  // Not the file system's: a mistake in the program.
  if (code === '') throw error;
  const why = WRITE_ERRORS[code] ?? { zh: code, en: code };
  throw new DomainError('FILE_UNREADABLE', {
    detail: {
      zh: `无法写入 --html 的文件：${why.zh}。`,
      en: `The file of --html cannot be written: ${why.en}.`,
    },
  });
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';

const SYSTEM_ERRORS: Readonly<Record<string, Bilingual>> = {
  ENOENT: { zh: '找不到文件', en: 'there is no such file' },
  EISDIR: { zh: '这是一个文件夹', en: 'it is a folder' },
  EACCES: { zh: '没有读取权限', en: 'it may not be read' },
  EPERM: { zh: '没有读取权限', en: 'it may not be read' },
};

const NOT_WRITABLE: Bilingual = { zh: '没有写入权限', en: 'it may not be written' };
const WRITE_ERRORS: Readonly<Record<string, Bilingual>> = {
  ENOENT: { zh: '找不到所在的文件夹', en: 'there is no such folder' },
  ENOTDIR: { zh: '所在的路径不是文件夹', en: 'what it should be in is no folder' },
  EISDIR: { zh: '这是一个文件夹', en: 'it is a folder' },
  EACCES: NOT_WRITABLE,
  EPERM: NOT_WRITABLE,
  EROFS: NOT_WRITABLE,
  ENOSPC: { zh: '磁盘已满', en: 'the disk is full' },
};

/** Which of the files that a command reads it is, the system's error knows. */
function unreadable(error: unknown, why: Bilingual): Bilingual {
  const path = (error as NodeJS.ErrnoException).path;
  return {
    zh: `无法读取${path === undefined ? '文件' : ` ${safeFileName(path)}`}：${why.zh}。`,
    en: `${path === undefined ? 'The file' : safeFileName(path)} cannot be read: ${why.en}.`,
  };
}

export function explain(error: unknown, locale: Locale): string {
  if (error instanceof MappingFileRefused) return error.detail[locale];
  if (isDomainError(error, 'FILE_UNREADABLE', 'MAPPING_INVALID')) {
    const { detail = error.code } = error.context;
    const text = typeof detail === 'string' ? detail : detail[locale];
    const advice: Bilingual = {
      zh: '用 --map 字段=列名 指定列。',
      en: 'Map columns with --map field=column.',
    };
    return error.code === 'MAPPING_INVALID' ? `${text} ${advice[locale]}` : text;
  }
  const known = SYSTEM_ERRORS[codeOf(error)];
  if (known) return unreadable(error, known)[locale];
  // Anything else is a mistake in the program: whoever reports it needs to see where.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
