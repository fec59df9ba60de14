import { parseArgs } from 'node:util';
import { Retention, RetentionQuery, UnsentUploads, type RetentionLine } from '@thaw/cases';
import { maskCardNumbers, systemActor, type Bilingual, type Locale } from '@thaw/kernel';
import { Database, FileStore, Logger, fileBlobsOf } from '@thaw/platform';
import { BackupUsageError, localeOf } from '../backup/backup-arguments';
import { failureWords } from '../backup/failure-words';
import { counted } from '../history/counted';
import { TERMINAL, type HistoryIo } from '../history/history-io';
import { printable } from '../printable';
import { withDesk, type DeskPlace } from '../up/desk-place';
import { RETENTION_USAGE } from './retention-usage';

const [WELL, NOT_CONFIRMED, NOT_DONE] = [0, 1, 2];
const SETUP = systemActor('setup');

interface Request {
  readonly verb: 'report' | 'run';
  readonly isSure: boolean;
  readonly json: boolean;
}

/** `thaw retention`. @returns 0 done · 1 not confirmed · 2 wrong arguments, or no database */
export async function runRetention(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const locale = localeOf(argv);
  try {
    const request = readRequest(argv);
    if (request === null) {
      io.out(RETENTION_USAGE[locale]);
      return WELL;
    }
    return await withDesk(env, 'beside', (place) => work(place, request, io, locale));
  } catch (error) {
    if (error instanceof BackupUsageError) {
      io.err(`${printable(maskCardNumbers(error.detail[locale]))}\n\n${RETENTION_USAGE[locale]}`);
      return NOT_DONE;
    }
    const told = failureWords(error);
    if (told === null) throw error;
    io.err(`${told[locale]}\n`);
    return NOT_DONE;
  }
}

const OPTIONS = {
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readRequest(argv: readonly string[]): Request | null {
  let given;
  try {
    given = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupUsageError({ zh: `参数有误：${reason}`, en: reason });
  }
  const { values, positionals } = given;
  const [verb, ...others] = positionals;
  if (values.help) return null;
  if ((verb !== 'report' && verb !== 'run') || others.length > 0)
    throw new BackupUsageError({
      zh: '请写 retention report 或 retention run。',
      en: 'Say retention report or retention run.',
    });
  return { verb, isSure: values.yes, json: values.json };
}

async function work(
  { config, ownerUrl }: DeskPlace,
  request: Request,
  io: HistoryIo,
  locale: Locale,
): Promise<number> {
  const database = new Database({ databaseUrl: ownerUrl, databasePoolSize: 2 });
  try {
    const query = new RetentionQuery(config);
    const now = new Date();
    const report = await database.asActor(SETUP, (tx) => query.report(tx, now));
    if (request.verb === 'report') {
      io.out(
        request.json
          ? `${JSON.stringify(report)}\n`
          : `${report.map((line) => words(line)[locale]).join('\n')}\n`,
      );
      return WELL;
    }
    const due = report.reduce((sum, line) => sum + line.due, 0);
    if (due > 0 && !request.isSure && !(await isConfirmed(due, io, locale))) return NOT_CONFIRMED;
    const files = new FileStore(config, fileBlobsOf(config), new Logger(config));
    const uploads = new UnsentUploads(database, files);
    const erased = await new Retention(config, database, query, uploads).run(now);
    if (request.json) io.out(`${JSON.stringify(erased)}\n`);
    else
      io.out(
        `${doneWords(erased.case_records.cases, erased.slips.cases, erased.case_records.files + erased.slips.files)[locale]}\n`,
      );
    return WELL;
  } finally {
    await database.onApplicationShutdown();
  }
}

async function isConfirmed(due: number, io: HistoryIo, locale: Locale): Promise<boolean> {
  const question: Bilingual = {
    zh: `将删除 ${due} 项到期内容，无法恢复。继续？ [y/N] `,
    en: `This erases for good what is over, of ${counted(due, 'case')}. Go on? [y/N] `,
  };
  const answer = await io.ask(question[locale]);
  if (answer !== null && /^(y|yes|是)$/i.test(answer.trim())) return true;
  const kept: Bilingual = {
    zh: answer === null ? '没有终端可确认，请加 --yes。未作删除。' : '未作删除。',
    en: answer === null ? 'Nobody to ask: add --yes. Nothing is erased.' : 'Nothing is erased.',
  };
  io.err(`${kept[locale]}\n`);
  return false;
}

const NAMES: Readonly<Record<RetentionLine['class'], Bilingual>> = {
  case_records: { zh: '案件资料', en: 'case records' },
  slips: { zh: '签购单', en: 'slips' },
};

function words({ class: of, years, due, first, kept, erased, next }: RetentionLine): Bilingual {
  const { zh, en } = NAMES[of];
  const list = first.length === 0 ? '' : ` (${first.join(', ')}${due > first.length ? ' …' : ''})`;
  const day = next?.toISOString().slice(0, 10);
  return {
    zh: `${zh}：结案后保存 ${years} 年。到期 ${due} 件${list}；因有权机关 ${kept.authority} 件、保全 ${kept.legal} 件、申诉期 ${kept.appeal} 件留存；已删除 ${erased} 件。${day === undefined ? '' : `下一件 ${day} 到期。`}`,
    en: `${en}: kept ${years} years from closing. ${counted(due, 'case')} over${list}; kept all the same: ${kept.authority} by an authority, ${kept.legal} by a legal hold, ${kept.appeal} open to appeal. Erased so far: ${erased}.${day === undefined ? '' : ` The next comes of age on ${day}.`}`,
  };
}

const doneWords = (cases: number, slips: number, files: number): Bilingual => ({
  zh: `已删除 ${cases} 件案件的资料、${slips} 件案件的签购单，共 ${files} 个文件。`,
  en: `Erased: the records of ${counted(cases, 'case')}, the slips of ${slips}, ${counted(files, 'file')} in all.`,
});
