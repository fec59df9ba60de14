import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { ClockAudit, ClockHistories, type ClockDifference, type DifferingCase } from '@thaw/cases';
import { SystemClock, maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { CalendarsQuery } from '@thaw/sla';
import { databaseFailure } from '../database-failure';
import { TERMINAL, type HistoryIo } from '../history/history-io';
import { printable } from '../printable';
import { CLOCKS_USAGE } from './clocks-usage';

const [WELL, DIFFER, NOT_DONE] = [0, 1, 2];

interface Request {
  readonly verb: 'verify' | 'repair';
  /** Without asking. */
  readonly isSure: boolean;
  /** Who lets it be done. */
  readonly by: string;
  readonly json: boolean;
}

class AuditUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
  }
}

/**
 * `thaw clocks verify` and `thaw clocks repair`: every clock of every case against the events of its case.
 * @returns 0 all agree, or all is put right · 1 some differ · 2 wrong arguments, or no database
 */
export async function runClockAudit(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const locale: Locale = argv.join(' ').includes('--lang en') || argv.includes('--lang=en') ? 'en' : 'zh';
  try {
    const request = readRequest(argv);
    if (request === null) {
      io.out(CLOCKS_USAGE[locale]);
      return WELL;
    }
    return await withAudit(env, (audit) => work(request, audit, io, locale));
  } catch (error) {
    if (error instanceof AuditUsageError) {
      io.err(`${printable(maskCardNumbers(error.detail[locale]))}\n\n${CLOCKS_USAGE[locale]}`);
      return NOT_DONE;
    }
    const told = databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return NOT_DONE;
  }
}

const OPTIONS = {
  yes: { type: 'boolean', default: false },
  by: { type: 'string' },
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
    throw new AuditUsageError({ zh: `参数有误：${reason}`, en: reason });
  }
  const { values, positionals } = given;
  const [verb, ...others] = positionals;
  if (values.help) return null;
  if (others.length > 0)
    throw wrong(`多余的参数：${others.join(' ')}`, `not understood: ${others.join(' ')}`);
  if (verb === 'verify' && (values.yes || values.by !== undefined))
    throw wrong('clocks verify 不用 --yes 与 --by。', 'clocks verify takes neither --yes nor --by.');
  const by = (values.by ?? userInfo().username).trim();
  if (by === '' || [...by].length > 100)
    throw wrong('--by 请写 1–100 个字符的姓名。', '--by is a name of 1 to 100 characters.');
  return {
    verb: verb === 'repair' ? 'repair' : 'verify',
    isSure: values.yes,
    by: maskCardNumbers(by),
    json: values.json,
  };
}

const wrong = (zh: string, en: string): AuditUsageError => new AuditUsageError({ zh, en });

async function withAudit(
  env: NodeJS.ProcessEnv,
  use: (audit: ClockAudit) => Promise<number>,
): Promise<number> {
  const settings = readCliSettings(env, 'DATABASE_URL', 'DATABASE_OWNER_URL', 'THAW_TIME_ZONE');
  const databaseUrl = settings.DATABASE_URL || settings.DATABASE_OWNER_URL;
  if (!databaseUrl)
    throw wrong(
      '缺少 DATABASE_URL（PostgreSQL 连接地址）。',
      'DATABASE_URL is missing: where is the PostgreSQL?',
    );
  const database = new Database({ databaseUrl, databasePoolSize: 4 });
  try {
    const calendars = new CalendarsQuery({ timeZone: settings.THAW_TIME_ZONE });
    return await use(new ClockAudit(database, new ClockHistories(calendars)));
  } finally {
    await database.onApplicationShutdown();
  }
}

async function work(request: Request, audit: ClockAudit, io: HistoryIo, locale: Locale): Promise<number> {
  if (request.verb === 'repair' && !(await isConfirmed(request, io, locale))) return DIFFER;
  const clock = new SystemClock();
  let looked = 0;
  let [differing, repaired] = [0, 0];
  for await (const one of audit.differing(clock.now(), (cases) => (looked += cases))) {
    if (request.verb === 'verify') {
      differing += 1;
      io.out(linesOf(one, one.differences, request.json));
      continue;
    }
    const changed = await audit.repair(one.id, request.by, clock.now());
    if (changed.length === 0) continue;
    repaired += 1;
    io.out(linesOf(one, changed, request.json));
  }
  if (request.json) io.out(`${JSON.stringify({ cases: looked, differing, repaired })}\n`);
  else io.out(`${SUMMARY(request.verb, looked, differing, repaired)[locale]}\n`);
  return differing === 0 ? WELL : DIFFER;
}

/** One line a field: `FZ-…  decision  dueAt  stored …  reckoned …`, in one language, as scripts read them. */
const linesOf = ({ number }: DifferingCase, differences: readonly ClockDifference[], json: boolean): string =>
  differences
    .map(({ clock, field, stored, reckoned }) =>
      json
        ? `${JSON.stringify({ case: number, clock, field, stored, reckoned })}\n`
        : `${number}  ${clock}  ${field}  stored ${text(stored)}  reckoned ${text(reckoned)}\n`,
    )
    .join('');

const text = (value: unknown): string => printable(typeof value === 'string' ? value : JSON.stringify(value));

async function isConfirmed({ isSure }: Request, io: HistoryIo, locale: Locale): Promise<boolean> {
  if (isSure) return true;
  const answer = await io.ask(QUESTION[locale]);
  if (answer !== null && /^(y|yes|是)$/i.test(answer.trim())) return true;
  io.err(`${(answer === null ? NOBODY : NOTHING)[locale]}\n`);
  return false;
}

const QUESTION: Bilingual = {
  zh: '将按案件事件改写所有不一致的时钟，每处均在案件时间线留下记录。继续？ [y/N] ',
  en: 'This writes every clock that differs as the events of its case tell it, and notes each in the timeline. Go on? [y/N] ',
};
const NOBODY: Bilingual = {
  zh: '没有终端可确认，请加 --yes。未作修改。',
  en: 'Nobody to ask: add --yes. Nothing is changed.',
};
const NOTHING: Bilingual = { zh: '未作修改。', en: 'Nothing is changed.' };

const SUMMARY = (verb: Request['verb'], looked: number, differing: number, repaired: number): Bilingual =>
  verb === 'repair'
    ? {
        zh: `已核对 ${looked} 个案件，修正 ${repaired} 个。`,
        en: `${looked} cases looked at, ${repaired} put right.`,
      }
    : {
        zh: `已核对 ${looked} 个案件，${differing} 个不一致。`,
        en: `${looked} cases looked at, ${differing} differ.`,
      };
