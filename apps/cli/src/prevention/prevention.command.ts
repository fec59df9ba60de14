import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { DeskClient, DeskRefusal, DeskUnreachable } from '../import/desk-client';
import { PreventionUsageError, readArguments } from './prevention-arguments';
import { USAGE } from './prevention-usage';

interface PreventionIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** What the desk answers to a file. */
interface Receipt {
  readonly id: string;
  readonly linesTotal: number;
  readonly accepted: number;
  readonly unchanged: number;
  readonly rejected: number;
}

const ALL_IN = 0;
const SOME_LEFT_OUT = 1;
const NOT_TAKEN = 2;

/**
 * `thaw prevention FILE`: sends dates of inspections, updates and passwords to a desk, and prints the receipt.
 * @returns 0 every line is in, now or before · 1 some lines were left out · 2 not taken in, or wrong arguments
 */
export async function runPrevention(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: PreventionIo = process,
): Promise<number> {
  const english = argv.some((each, i) => each === '--lang=en' || (each === 'en' && argv[i - 1] === '--lang'));
  const locale: Locale = english ? 'en' : 'zh';
  try {
    const request = readArguments(argv);
    if (request === null) {
      io.stdout.write(USAGE[locale]);
      return ALL_IN;
    }
    const { THAW_API_KEY: key } = readCliSettings(env, 'THAW_API_KEY');
    if (key === '') throw new PreventionUsageError(NO_KEY);
    // Before anything is sent: a file that is not there is told in a moment.
    await stat(request.file);
    const desk = new DeskClient(request.url, key, request.locale);
    const receipt = await desk.send<Receipt>('/v1/prevention/imports', {}, request.file);
    io.stdout.write(receiptText(receipt, request.locale));
    if (receipt.rejected === 0) return ALL_IN;
    if (request.rejects !== null) {
      await pipeline(
        await desk.rejects('prevention/imports', receipt.id),
        createWriteStream(request.rejects),
      );
    }
    return SOME_LEFT_OUT;
  } catch (error) {
    const text = maskCardNumbers(explain(error, locale));
    io.stderr.write(error instanceof PreventionUsageError ? `${text}\n\n${USAGE[locale]}` : `${text}\n`);
    return NOT_TAKEN;
  }
}

const RECEIPT: Bilingual = {
  zh: '回执 {id}：共 {linesTotal} 行，更新 {accepted}，无变化 {unchanged}，未导入 {rejected}',
  en: 'Receipt {id}: {linesTotal} lines, {accepted} new, {unchanged} known before, {rejected} left out',
};

const REJECTS: Bilingual = {
  zh: '  未导入的行及原因：GET /v1/prevention/imports/{id}/rejects，或加 --rejects 文件 另存',
  en: '  Lines left out, and why: GET /v1/prevention/imports/{id}/rejects, or add --rejects FILE',
};

function receiptText(receipt: Receipt, locale: Locale): string {
  const lines = receipt.rejected > 0 ? [RECEIPT[locale], REJECTS[locale]] : [RECEIPT[locale]];
  const text = lines.join('\n').replace(/\{(\w+)\}/g, (_, name: keyof Receipt) => String(receipt[name]));
  return `${text}\n`;
}

const NO_KEY: Bilingual = {
  zh: '缺少环境变量 THAW_API_KEY（API 密钥或登录令牌）。',
  en: 'the environment variable THAW_API_KEY is missing: an API key or a session token.',
};

const FILE_ERRORS: Readonly<Record<string, Bilingual>> = {
  ENOENT: { zh: '找不到文件或文件夹。', en: 'There is no such file or folder.' },
  EISDIR: { zh: '这是一个文件夹，不是文件。', en: 'It is a folder, not a file.' },
  EACCES: { zh: '没有权限读写该文件。', en: 'The file may not be read or written.' },
};

function explain(error: unknown, locale: Locale): string {
  if (error instanceof PreventionUsageError) return error.detail[locale];
  if (error instanceof DeskRefusal) return error.message;
  if (error instanceof DeskUnreachable) {
    return locale === 'zh'
      ? `${error.url} 没有应答；请检查 --url 以及服务是否已启动。`
      : `Nobody answers at ${error.url}: check --url, and that the desk is running.`;
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const known = FILE_ERRORS[code];
  if (known) return known[locale];
  // Anything else is a mistake in the program: whoever reports it needs to see where.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
