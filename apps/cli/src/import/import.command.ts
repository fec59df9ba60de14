import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { DeskClient, DeskRefusal, DeskUnreachable, type ImportReceipt } from './desk-client';
import { ImportUsageError, readArguments, readLocale, type ImportRequest } from './import-arguments';
import { progressText, receiptText } from './import-receipt';
import { USAGE } from './import-usage';

export interface ImportIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

const ALL_IN = 0;
const SOME_LEFT_OUT = 1;
const NOT_IMPORTED = 2;

const POLL_MS = 300;
/** The import goes on without us: a desk that is restarted meanwhile is waited for. */
const PATIENCE_MS = 30_000;

/**
 * `thaw import FILE`: sends a history file to a desk, shows how far its import is, and prints the receipt.
 * @returns 0 every line is in, now or before · 1 some lines were left out · 2 nothing was imported, or wrong arguments
 */
export async function runImport(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: ImportIo = process,
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
    return await send(request, new DeskClient(request.url, key, request.locale), io);
  } catch (error) {
    const text = maskCardNumbers(explain(error, locale));
    io.stderr.write(error instanceof ImportUsageError ? `${text}\n\n${USAGE[locale]}` : `${text}\n`);
    return NOT_IMPORTED;
  }
}

async function send(request: ImportRequest, desk: DeskClient, io: ImportIo): Promise<number> {
  // Before anything is sent: a file that is not there is told in a moment.
  const { size } = await stat(request.file);
  io.stderr.write(`${UPLOADING[request.locale]} ${size.toLocaleString('en')} B\n`);
  const taken = await desk.send(request.door, request.fields, request.file);
  const receipt = await follow(taken, desk, request.locale, io);
  io.stdout.write(receiptText(receipt, request.locale));
  if (request.rejects !== null && receipt.rejected > 0) {
    await pipeline(await desk.rejects(receipt.id), createWriteStream(request.rejects));
  }
  if (receipt.state === 'failed') return NOT_IMPORTED;
  return receipt.rejected > 0 ? SOME_LEFT_OUT : ALL_IN;
}

/** Until the import has ended. One line that is written over on a terminal; elsewhere a line for each tenth. */
async function follow(
  taken: ImportReceipt,
  desk: DeskClient,
  locale: Locale,
  { stderr }: ImportIo,
): Promise<ImportReceipt> {
  let receipt = taken;
  let tenth = -1;
  let lastAnswer = Date.now();
  while (receipt.state === 'queued' || receipt.state === 'running') {
    await sleep(POLL_MS);
    try {
      receipt = await desk.import(taken.id);
      lastAnswer = Date.now();
    } catch (error) {
      if (isFinal(error) || Date.now() - lastAnswer > PATIENCE_MS) throw error;
      continue;
    }
    const text = progressText(receipt, locale);
    if (stderr.isTTY) stderr.write(`\r${text}`);
    else if (Math.floor(receipt.percent / 10) !== tenth) stderr.write(`${text}\n`);
    tenth = Math.floor(receipt.percent / 10);
  }
  if (stderr.isTTY) stderr.write('\n');
  return receipt;
}

const SERVER_ERROR = 500;
const isFinal = (error: unknown): boolean => error instanceof DeskRefusal && error.status < SERVER_ERROR;

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
