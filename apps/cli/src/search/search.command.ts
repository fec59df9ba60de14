import { parseArgs } from 'node:util';
import { CaseSearch } from '@thaw/cases';
import { systemActor, type Locale } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { databaseFailure } from '../database-failure';
import { TERMINAL, type HistoryIo } from '../history/history-io';

const [DONE, NOT_DONE] = [0, 2];

/**
 * `thaw search rebuild`: makes what cases are found by anew from the cases, messages and notes themselves. Whoever writes
 * to a case meanwhile waits.
 * @returns 0 done · 2 wrong arguments, or no database
 */
export async function runSearch(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const request = readRequest(argv);
  if (request === null) {
    io.err(`${USAGE.zh}\n${USAGE.en}\n`);
    return NOT_DONE;
  }
  const settings = readCliSettings(env, 'DATABASE_URL', 'DATABASE_OWNER_URL');
  const databaseUrl = settings.DATABASE_URL || settings.DATABASE_OWNER_URL;
  if (!databaseUrl) {
    io.err(`${NO_DATABASE[request]}\n`);
    return NOT_DONE;
  }
  const database = new Database({ databaseUrl, databasePoolSize: 1 });
  try {
    const search = new CaseSearch();
    const texts = await database.asActor(systemActor('setup'), (tx) => search.rebuild(tx));
    io.out(`${TOLD(texts)[request]}\n`);
    return DONE;
  } catch (error) {
    const told = databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return NOT_DONE;
  } finally {
    await database.onApplicationShutdown();
  }
}

/** The language to answer in; null where it is not understood. */
function readRequest(argv: readonly string[]): Locale | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      options: { lang: { type: 'string', default: 'zh' } },
      allowPositionals: true,
    });
    if (positionals.length !== 1 || positionals[0] !== 'rebuild') return null;
    return values.lang === 'zh' || values.lang === 'en' ? values.lang : null;
  } catch {
    return null;
  }
}

const USAGE = {
  zh: '用法：thaw search rebuild [--lang zh|en]    按案件、消息与备注重建搜索索引',
  en: 'Usage: thaw search rebuild [--lang zh|en]   make the search index anew from cases, messages and notes',
};
const NO_DATABASE = {
  zh: '缺少 DATABASE_URL（PostgreSQL 连接地址）。',
  en: 'DATABASE_URL is missing: where is the PostgreSQL?',
};
const TOLD = (texts: number): typeof USAGE => ({
  zh: `已重建搜索索引，共 ${texts} 段文字。`,
  en: `The search index is made anew: ${texts} texts.`,
});
