import { createReadStream } from 'node:fs';
import { isDomainError, maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { openCsv } from '@thaw/transactions/records';
import { printable } from '../printable';
import { DeskClient, DeskRefusal, DeskUnreachable } from '../import/desk-client';
import { ReportUsageError, readArguments, type ReportRequest } from './report-arguments';
import { MissingColumns, ReportLines, type TerminalNumbers } from './report-lines';
import { ReportSender, type ReportTotals } from './report-sender';
import { USAGE } from './report-usage';

interface ReportIo {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const ALL_KEPT = 0;
const SOME_LEFT_OUT = 1;
const NOT_REPORTED = 2;

/**
 * `thaw report KIND FILE`: tells a desk of location fixes or chargebacks in a CSV file, of one terminal or many.
 * @returns 0 every line is kept, now or before · 1 some lines are not · 2 not reported to its end, or wrong arguments
 */
export async function runReport(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: ReportIo = process,
): Promise<number> {
  const english = argv.some((each, i) => each === '--lang=en' || (each === 'en' && argv[i - 1] === '--lang'));
  const locale: Locale = english ? 'en' : 'zh';
  try {
    const request = readArguments(argv);
    if (request === null) {
      io.stdout.write(USAGE[locale]);
      return ALL_KEPT;
    }
    const { THAW_API_KEY: key } = readCliSettings(env, 'THAW_API_KEY');
    if (key === '') throw new ReportUsageError(NO_KEY);
    const totals = await report(request, new DeskClient(request.url, key, request.locale));
    io.stdout.write(maskCardNumbers(totalsText(totals, request.locale)));
    return totals.rejected > 0 ? SOME_LEFT_OUT : ALL_KEPT;
  } catch (error) {
    const text = maskCardNumbers(explain(error, locale));
    io.stderr.write(error instanceof ReportUsageError ? `${text}\n\n${USAGE[locale]}` : `${text}\n`);
    return NOT_REPORTED;
  }
}

async function report(
  { kind, file, terminal, zone }: ReportRequest,
  desk: DeskClient,
): Promise<ReportTotals> {
  const csv = await openCsv(createReadStream(file));
  try {
    const lines = new ReportLines(kind, csv.header, zone, terminal);
    const sender = new ReportSender(kind, desk);
    for await (const batch of csv.batches()) {
      for (const { line, cells, fault } of batch) {
        const read = fault === null ? lines.read(cells) : BAD_LINE;
        if ('item' in read) await sender.add(line, read);
        else sender.leaveOut(line, read);
      }
    }
    return await sender.finish();
  } finally {
    await csv.close();
  }
}

const BAD_LINE: Bilingual = {
  zh: '此行列数与表头不符，或引号不成对。',
  en: 'This line has not the columns of the header, or a quote that does not end.',
};

function totalsText(
  { accepted, duplicates, rejected, unknown, first }: ReportTotals,
  locale: Locale,
): string {
  const zh = locale === 'zh';
  const told = first.map(({ line, message }) =>
    zh ? `  第 ${line} 行：${message.zh}` : `  line ${line}: ${message.en}`,
  );
  const names = ({ merchantNo, terminalNo }: TerminalNumbers): string =>
    printable(`${merchantNo}/${terminalNo}`);
  return [
    zh
      ? `新登记 ${accepted}，已有 ${duplicates}，未登记 ${rejected}`
      : `${accepted} kept, ${duplicates} known before, ${rejected} left out`,
    ...unknown.map((numbers) =>
      zh ? `  没有终端 ${names(numbers)}：请先登记` : `  no terminal ${names(numbers)}: register it first`,
    ),
    ...told,
    '',
  ].join('\n');
}

const NO_KEY: Bilingual = {
  zh: '缺少环境变量 THAW_API_KEY（API 密钥或登录令牌）。',
  en: 'the environment variable THAW_API_KEY is missing: an API key or a session token.',
};

const FILE_ERRORS: Readonly<Record<string, Bilingual>> = {
  ENOENT: { zh: '找不到文件。', en: 'There is no such file.' },
  EISDIR: { zh: '这是一个文件夹，不是文件。', en: 'It is a folder, not a file.' },
  EACCES: { zh: '没有权限读取该文件。', en: 'The file may not be read.' },
};

function explain(error: unknown, locale: Locale): string {
  if (error instanceof ReportUsageError || error instanceof MissingColumns) return error.detail[locale];
  if (error instanceof DeskRefusal) return error.message;
  if (error instanceof DeskUnreachable) {
    return locale === 'zh'
      ? `${error.url} 没有应答；请检查 --url 以及服务是否已启动。`
      : `Nobody answers at ${error.url}: check --url, and that the desk is running.`;
  }
  if (isDomainError(error, 'FILE_UNREADABLE')) {
    const { detail = error.code } = error.context;
    return typeof detail === 'string' ? detail : detail[locale];
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const known = FILE_ERRORS[code];
  if (known) return known[locale];
  // Anything else is a mistake in the program: whoever reports it needs to see where.
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
