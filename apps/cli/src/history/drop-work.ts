import { OpenCases } from '@thaw/cases';
import type { Bilingual, Locale } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { HistoryDrop, HistoryInUse, type DroppedYears } from '@thaw/transactions';
import { counted, number } from './counted';
import type { DropRequest } from './history-arguments';
import type { HistoryIo } from './history-io';
import { ProgressLine } from './progress-line';
import { SETUP, type HistoryRooms } from './history-rooms';

/** Why nothing is dropped. */
class DropRefused extends Error {
  constructor(
    readonly reason: 'NOT_OWNER' | 'OPEN_CASES' | 'IMPORT_UNDER_WAY' | 'BEING_READ' | 'NOT_CONFIRMED',
    readonly detail: Bilingual,
    /** Numbers. */
    readonly openCases: readonly string[] = [],
  ) {
    super(detail.en);
    this.name = 'DropRefused';
  }
}

/** `thaw history drop`. @returns whether the years are gone and every block is made anew. */
export async function dropYears(request: DropRequest, rooms: HistoryRooms, io: HistoryIo): Promise<boolean> {
  try {
    const { years, terminalIds } = await dropConfirmed(request, rooms, io);
    const busy = await rebuild(terminalIds, rooms, new ProgressLine(io), request.locale);
    const told = { before: request.before, years, terminals: terminalIds.length, notRebuilt: busy };
    if (request.json) io.out(`${JSON.stringify({ command: 'drop', ok: busy === 0, ...told })}\n`);
    else io.out(`${DONE(told)[request.locale]}\n`);
    return busy === 0;
  } catch (error) {
    const refused = error instanceof HistoryInUse ? IN_USE[error.by] : error;
    if (!(refused instanceof DropRefused)) throw error;
    const { reason, openCases, detail } = refused;
    if (request.json) io.out(`${JSON.stringify({ command: 'drop', ok: false, reason, openCases })}\n`);
    io.err(`${detail[request.locale]}\n`);
    return false;
  }
}

async function dropConfirmed(
  request: DropRequest,
  rooms: HistoryRooms,
  io: HistoryIo,
): Promise<DroppedYears> {
  const { before } = request;
  const drop = new HistoryDrop(rooms.lock);
  const there = await rooms.database.asActor(SETUP, async (tx) => {
    await refuseStrangers(tx);
    await refuseOpenCases(tx, before);
    return drop.survey(tx, before);
  });
  if (there.years.length === 0) return there;
  await confirm(there, request, io);
  return rooms.database.asActor(SETUP, async (tx) => {
    await tx.query('SET LOCAL ROLE NONE');
    await refuseOpenCases(tx, before);
    return drop.drop(tx, before, new Date());
  });
}

/** Whoever serves may drop nothing. */
async function refuseStrangers(tx: Tx): Promise<void> {
  const [row] = await tx.query<{ owner: boolean }[]>(
    `SELECT pg_has_role(session_user, relowner, 'MEMBER') AS owner FROM pg_class WHERE oid = 'transaction'::regclass`,
  );
  if (row?.owner) return;
  throw new DropRefused('NOT_OWNER', {
    zh: '只有表的所有者可以删除：请设置 DATABASE_OWNER_URL 后再试。',
    en: 'Only who owns the tables can drop them: set DATABASE_OWNER_URL and try again.',
  });
}

async function refuseOpenCases(tx: Tx, before: number): Promise<void> {
  const numbers = await new OpenCases().withTransactionsBefore(tx, new Date(Date.UTC(before, 0)), new Date());
  if (numbers.length === 0) return;
  const zh = `以下案件尚未了结（未结案、仍可申诉，或依有权机关要求维持），且用到 ${before} 年以前的交易，未作删除：${numbers.join('、')}`;
  const en = `Nothing is dropped: these cases are not done with (not closed, open to appeal, or kept on an authority's order) and have transactions before ${before}: ${numbers.join(', ')}`;
  throw new DropRefused('OPEN_CASES', { zh, en }, numbers);
}

async function confirm(there: DroppedYears, request: DropRequest, io: HistoryIo): Promise<void> {
  if (request.isSure) return;
  const answer = await io.ask(QUESTION(there)[request.locale]);
  if (answer !== null && /^(y|yes|是)$/i.test(answer.trim())) return;
  throw new DropRefused('NOT_CONFIRMED', {
    zh: answer === null ? '没有终端可确认，请加 --yes。未作删除。' : '未作删除。',
    en: answer === null ? 'Nobody to ask: add --yes. Nothing is dropped.' : 'Nothing is dropped.',
  });
}

/** @returns how many could not be, since an import had come first, which rebuilds them itself. */
async function rebuild(
  terminalIds: readonly string[],
  { blocks }: HistoryRooms,
  line: ProgressLine,
  locale: Locale,
): Promise<number> {
  let busy = 0;
  for (const [done, id] of terminalIds.entries()) {
    line.show(`${REBUILDING[locale]} ${number(done)} / ${number(terminalIds.length)}`);
    if (!(await blocks.rebuild(id))) busy += 1;
  }
  line.clear();
  return busy;
}

const REBUILDING: Bilingual = { zh: '正在重建列存块', en: 'Rebuilding blocks' };

const IN_USE: Readonly<Record<HistoryInUse['by'], DropRefused>> = {
  import: new DropRefused('IMPORT_UNDER_WAY', {
    zh: '有导入正在进行，未作删除；请在其完成后再试。',
    en: 'Nothing is dropped: an import is under way. Try again when it is done.',
  }),
  reader: new DropRefused('BEING_READ', {
    zh: '有扫描或备份正在读取交易，未作删除；请稍后再试。',
    en: 'Nothing is dropped: a scan or a backup is reading transactions. Try again later.',
  }),
};

function QUESTION({ years, terminalIds }: DroppedYears): Bilingual {
  const list = (words: (rows: number) => string): string =>
    years.map(({ year, rows }) => `  ${year}  ${words(rows)}\n`).join('');
  return {
    zh: `将删除 ${number(terminalIds.length)} 台终端的以下交易，无法恢复：\n${list((rows) => `${number(rows)} 笔`)}继续？ [y/N] `,
    en: `This drops for good, of ${counted(terminalIds.length, 'terminal')}:\n${list((rows) => counted(rows, 'transaction'))}Go on? [y/N] `,
  };
}

interface Told {
  readonly before: number;
  readonly years: DroppedYears['years'];
  readonly terminals: number;
  readonly notRebuilt: number;
}

function DONE({ before, years, terminals, notRebuilt }: Told): Bilingual {
  if (years.length === 0)
    return { zh: `没有 ${before} 年以前的交易。`, en: `There are no transactions before ${before}.` };
  const rows = years.reduce((sum, year) => sum + year.rows, 0);
  const rest: Bilingual =
    notRebuilt === 0
      ? { zh: '', en: '' }
      : {
          zh: ` ${notRebuilt} 台终端的列存块尚未重建，请运行 thaw history rebuild --all。`,
          en: ` The blocks of ${notRebuilt} terminals are not rebuilt yet: run thaw history rebuild --all.`,
        };
  return {
    zh: `已删除 ${before} 年以前的 ${number(rows)} 笔交易，涉及 ${number(terminals)} 台终端。${rest.zh}`,
    en: `Dropped ${counted(rows, 'transaction')} before ${before}, of ${counted(terminals, 'terminal')}.${rest.en}`,
  };
}
