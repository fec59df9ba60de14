import { isDomainError, isUuid } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { ScanReplayer, replayWords, type ReplayVerdict } from '@thaw/risk';
import { HistoryReader } from '@thaw/transactions';
import { databaseFailure } from '../database-failure';

const USAGE = `用法 Usage:
  thaw scan replay <扫描编号 SCAN_ID>

  按当时的流水、规则和参数重新运行一次已完成的扫描，并与保存的结果比较；只读，需要 DATABASE_URL。输出一个 JSON 对象。
  Runs a finished scan again over the history as it stood, with the rules and parameters of that time, and compares;
  reads only, and needs DATABASE_URL. Prints one JSON object.

  退出码 Exit code: 0 一致 the same · 1 不一致 it differs, with the first difference · 2 无法重放 cannot be replayed
`;

export interface ReplayIo {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const TERMINAL: ReplayIo = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

const EXIT_CODES: Readonly<Record<ReplayVerdict['outcome'], number>> = { same: 0, differs: 1, impossible: 2 };
const CANNOT = 2;

/**
 * `thaw scan replay SCAN_ID`: says whether a scan, run again, gives what was stored.
 * @returns 0 the same · 1 it differs · 2 it cannot be replayed, or not from here.
 */
export async function runReplay(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: ReplayIo = TERMINAL,
): Promise<number> {
  const [scanId, ...more] = argv;
  if (scanId !== undefined && ['help', '--help', '-h'].includes(scanId)) {
    io.out(USAGE);
    return 0;
  }
  if (scanId === undefined || more.length > 0 || !isUuid(scanId)) {
    io.err(`缺少扫描编号，或编号不是 UUID。  The id of a scan is missing, or is no UUID.\n\n${USAGE}`);
    return CANNOT;
  }
  const { DATABASE_URL: url } = readCliSettings(env, 'DATABASE_URL');
  if (!url) {
    io.err('缺少 DATABASE_URL（PostgreSQL 连接地址）。  DATABASE_URL is missing: where is the PostgreSQL?\n');
    return CANNOT;
  }
  const database = new Database({ databaseUrl: url, databasePoolSize: 2 });
  try {
    const verdict = await new ScanReplayer(database, new HistoryReader()).replay(scanId.toLowerCase());
    io.out(
      `${JSON.stringify({ scanId: scanId.toLowerCase(), ...verdict, detail: replayWords(verdict) }, null, 2)}\n`,
    );
    return EXIT_CODES[verdict.outcome];
  } catch (error) {
    const told = isDomainError(error, 'NOT_FOUND')
      ? '没有这个扫描。\nThere is no such scan.'
      : databaseFailure(error);
    if (told === null) throw error;
    io.err(`${told}\n`);
    return CANNOT;
  } finally {
    await database.onApplicationShutdown();
  }
}
