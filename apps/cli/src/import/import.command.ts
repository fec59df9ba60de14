import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { DeskClient, DeskRefusal, DeskUnreachable, type ImportReceipt } from './desk-client';
import { followImport } from './follow-import';
import {
  ImportUsageError,
  readArguments,
  readLocale,
  type CancelRequest,
  type ImportRequest,
} from './import-arguments';
import { MappingFileRefused, readMappingFile } from '../mapping/mapping-file';
import { TERMINAL, type ImportIo } from './import-io';
import { receiptText, uploadText } from './import-receipt';
import { USAGE } from './import-usage';
import { partsTable } from './parts-table';

const ALL_IN = 0;
const SOME_LEFT_OUT = 1;
const NOT_IMPORTED = 2;
const BETWEEN_LINES_MS = 200;
const NOT_FOUND = 404;
/** As shells tell of Ctrl-C. */
const LEFT = 130;

/**
 * `thaw import FILE`: sends a history file to a desk, shows how far its import is, and prints the receipt. Without a
 * terminal or a case each line goes to the terminal that it names, and the receipt tells what each got.
 * `thaw import --cancel ID`: ends one before its time.
 * @returns 0 every line is in, now or before, or it was cancelled as asked · 1 some lines were left out · 2 not imported
 * to its end, or wrong arguments · 130 left with Ctrl-C while the import goes on
 */
export async function runImport(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: ImportIo = TERMINAL,
): Promise<number> {
  const locale = readLocale(argv);
  try {
    const request = readArguments(argv);
    if (request === null) {
      io.stdout.write(USAGE[locale]);
      return ALL_IN;
    }
    const { THAW_API_KEY: key } = readCliSettings(env, 'THAW_API_KEY');
    if (key === '') throw new ImportUsageError(NO_KEY);
    const desk = new DeskClient(request.url, key, request.locale);
    return await ('importId' in request ? cancel(request, desk, io) : send(request, desk, io));
  } catch (error) {
    const text = maskCardNumbers(explain(error, locale));
    io.stderr.write(error instanceof ImportUsageError ? `${text}\n\n${USAGE[locale]}` : `${text}\n`);
    return NOT_IMPORTED;
  }
}

async function cancel(
  { importId, locale }: CancelRequest,
  desk: DeskClient,
  { stdout }: ImportIo,
): Promise<number> {
  stdout.write(receiptText(await cancelEither(importId, desk), locale));
  return ALL_IN;
}

/** The id of a file of several terminals looks like that of an import: whichever there is is meant. */
async function cancelEither(importId: string, desk: DeskClient): Promise<ImportReceipt> {
  try {
    return await desk.cancel('imports', importId);
  } catch (error) {
    if (!(error instanceof DeskRefusal) || error.status !== NOT_FOUND) throw error;
    return desk.cancel('routed-imports', importId);
  }
}

/** SHA-256 in hex. */
async function digestOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

async function send(request: ImportRequest, desk: DeskClient, io: ImportIo): Promise<number> {
  const { locale, kind } = request;
  // Before anything is sent: a file that is not there is told in a moment.
  const found = await stat(request.file);
  const mapping = request.mapFile === null ? null : readMappingFile(request.mapFile);
  io.stderr.write(`${UPLOADING[locale]} ${found.size.toLocaleString('en')} B\n`);
  const fields = {
    ...request.fields,
    ...(mapping !== null && { mapping: mapping.text }),
    // The desk that knows the file by this need not read it again. A pipe can be read but once.
    ...(found.isFile() && { sha256: await digestOf(request.file) }),
  };
  const taken = await desk.send(request.door, fields, request.file, uploadLine(found.size, locale, io));
  const receipt = await followImport(kind, taken, desk, locale, io);
  if (receipt === null) {
    io.stderr.write(`\n${goesOn(taken.id)[locale]}\n`);
    return LEFT;
  }
  io.stdout.write(receiptText(receipt, locale));
  if (kind === 'routed-imports') io.stdout.write(partsTable(await desk.parts(receipt.id), locale));
  if (request.rejects !== null && receipt.rejected > 0) {
    await pipeline(await desk.rejects(kind, receipt.id), createWriteStream(request.rejects));
  }
  if (receipt.state !== 'finished') return NOT_IMPORTED;
  return receipt.rejected > 0 ? SOME_LEFT_OUT : ALL_IN;
}

/** On a terminal one line that is written over; elsewhere nothing, as what follows tells enough. */
function uploadLine(sizeBytes: number, locale: Locale, { stderr }: ImportIo): (sent: number) => void {
  let told = Date.now();
  return (sent) => {
    if (!stderr.isTTY || (sent < sizeBytes && Date.now() - told < BETWEEN_LINES_MS)) return;
    told = Date.now();
    stderr.write(`\r${uploadText(sent, sizeBytes, locale)}${sent < sizeBytes ? '' : '\n'}`);
  };
}

const goesOn = (id: string): Bilingual => ({
  zh: `导入仍在服务端继续；取消请用 thaw import --cancel ${id}`,
  en: `The import goes on at the desk; thaw import --cancel ${id} cancels it.`,
});

const UPLOADING: Bilingual = { zh: '正在上传', en: 'Uploading' };

const NO_KEY: Bilingual = {
  zh: '缺少环境变量 THAW_API_KEY（API 密钥或登录令牌）。',
  en: 'the environment variable THAW_API_KEY is missing: an API key or a session token.',
};

const FILE_ERRORS: Readonly<Record<string, Bilingual>> = {
  ENOENT: { zh: '找不到文件。', en: 'There is no such file.' },
  EISDIR: { zh: '这是一个文件夹，不是文件。', en: 'It is a folder, not a file.' },
  EACCES: { zh: '没有权限读写该文件。', en: 'The file may not be read or written.' },
};

function explain(error: unknown, locale: Locale): string {
  if (error instanceof ImportUsageError) return error.detail[locale];
  if (error instanceof DeskRefusal) return error.message;
  if (error instanceof MappingFileRefused) return error.detail[locale];
  if (error instanceof DeskUnreachable) {
    return locale === 'zh'
      ? `${error.url} 没有应答；请检查 --url 以及服务是否已启动。`
      : `Nobody answers at ${error.url}: check --url, and that the desk is running.`;
  }
  const known = FILE_ERRORS[codeOf(error)];
  if (known) return known[locale];
  // Anything else is a mistake in the program: whoever reports it needs to see where.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
