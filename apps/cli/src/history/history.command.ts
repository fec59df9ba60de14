import { maskCardNumbers } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { databaseFailure } from '../database-failure';
import { workOnBlocks } from './block-work';
import { dropYears } from './drop-work';
import { HistoryUsageError, readArguments, readLocale, type HistoryRequest } from './history-arguments';
import { TERMINAL, type HistoryIo } from './history-io';
import { HistoryRooms } from './history-rooms';
import { USAGE } from './history-usage';

const WELL = 0;
const NOT_WELL = 1;
const NOT_DONE = 2;

/**
 * `thaw history`: checks and rebuilds the blocks of histories, and drops old years.
 * @returns 0 all agree, or done · 1 some differ, not all was done, or refused · 2 wrong arguments, or no database
 */
export async function runHistory(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const locale = readLocale(argv);
  try {
    const request = readArguments(
      argv,
      new Date(),
      () => readCliSettings(env, 'THAW_HISTORY_YEARS').THAW_HISTORY_YEARS,
    );
    if (request === null) {
      io.out(USAGE[locale]);
      return WELL;
    }
    return (await work(request, env, io)) ? WELL : NOT_WELL;
  } catch (error) {
    if (error instanceof HistoryUsageError) {
      io.err(`${maskCardNumbers(error.detail[locale])}\n\n${USAGE[locale]}`);
      return NOT_DONE;
    }
    const told = databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return NOT_DONE;
  }
}

async function work(request: HistoryRequest, env: NodeJS.ProcessEnv, io: HistoryIo): Promise<boolean> {
  const database = new Database({ databaseUrl: databaseUrl(request, env), databasePoolSize: 4 });
  try {
    const rooms = new HistoryRooms(database);
    return request.verb === 'drop'
      ? await dropYears(request, rooms, io)
      : await workOnBlocks(request, rooms, io);
  } finally {
    await database.onApplicationShutdown();
  }
}

/** Dropping is the owner's; the rest is done as who serves. */
function databaseUrl({ verb }: HistoryRequest, env: NodeJS.ProcessEnv): string {
  const { DATABASE_OWNER_URL, DATABASE_URL } = readCliSettings(env, 'DATABASE_OWNER_URL', 'DATABASE_URL');
  const url = verb === 'drop' ? DATABASE_OWNER_URL || DATABASE_URL : DATABASE_URL || DATABASE_OWNER_URL;
  if (url) return url;
  throw new HistoryUsageError({
    zh: '缺少 DATABASE_URL（PostgreSQL 连接地址）。',
    en: 'DATABASE_URL is missing: where is the PostgreSQL?',
  });
}
