import { existsSync } from 'node:fs';
import { maskCardNumbers, type Bilingual } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { counted } from '../history/counted';
import { TERMINAL, type HistoryIo } from '../history/history-io';
import { ProgressLine } from '../history/progress-line';
import { printable } from '../printable';
import { BackupUsageError, localeOf, readBackup, type BackupRequest } from './backup-arguments';
import { BACKUP_USAGE } from './backup-usage';
import { withDesk } from '../up/desk-place';
import { failureWords } from './failure-words';
import { makeBackup, type Made } from './make-backup';
import { progressWords } from './progress-words';

const [WHOLE, NOT_WHOLE, NOT_MADE] = [0, 1, 2];

/** `thaw backup`. @returns 0 whole · 1 written, but files are missing or damaged · 2 not written */
export async function runBackup(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const locale = localeOf(argv);
  const line = new ProgressLine(io);
  try {
    const request = readBackup(argv);
    if (request === null) {
      io.out(BACKUP_USAGE[locale]);
      return WHOLE;
    }
    const { THAW_BACKUP_KEY: key = null } = readCliSettings(env, 'THAW_BACKUP_KEY');
    needFree(request);
    const made = await withDesk(env, 'beside', (place) =>
      makeBackup(place, request.file, key, (what, done, of) =>
        line.show(progressWords(what, done, of)[locale]),
      ),
    );
    line.clear();
    const { audit, ...told } = made;
    if (request.json)
      io.out(
        `${JSON.stringify({ command: 'backup', sealed: key !== null, records: audit?.size ?? 0, ...told })}\n`,
      );
    else io.out(`${doneWords(made, key !== null, request.file)[locale]}\n`);
    return made.missing.length + made.damaged.length === 0 ? WHOLE : NOT_WHOLE;
  } catch (error) {
    line.clear();
    if (error instanceof BackupUsageError) {
      io.err(`${printable(maskCardNumbers(error.detail[locale]))}\n\n${BACKUP_USAGE[locale]}`);
      return NOT_MADE;
    }
    const told = failureWords(error);
    if (told === null) throw error;
    io.err(`${told[locale]}\n`);
    return NOT_MADE;
  }
}

function needFree({ file }: BackupRequest): void {
  if (!existsSync(file)) return;
  throw new BackupUsageError({
    zh: `${file} 已存在，不会覆盖。`,
    en: `${file} is there already and is not written over.`,
  });
}

function doneWords(
  { rows, files, fileBytes, bytes, audit, missing, damaged }: Made,
  sealed: boolean,
  file: string,
): Bilingual {
  const size = Math.ceil(bytes / 1_000_000);
  const name = printable(file);
  const faults: Bilingual = {
    zh: [
      ...missing.map((key) => `\n缺失的文件：${key}`),
      ...damaged.map((key) => `\n内容与记录不符的文件：${key}`),
    ].join(''),
    en: [
      ...missing.map((key) => `\nmissing in the store: ${key}`),
      ...damaged.map((key) => `\nnot what its row says: ${key}`),
    ].join(''),
  };
  return {
    zh: `已写入 ${name}（${size} MB，${sealed ? '已加密' : '未加密：请设置 THAW_BACKUP_KEY'}）：${rows} 行，${files} 个文件（${Math.ceil(fileBytes / 1_000_000)} MB），审计记录 ${audit?.size ?? 0} 条。${faults.zh}`,
    en: `Written to ${name} (${size} MB, ${sealed ? 'sealed' : 'not sealed: set THAW_BACKUP_KEY'}): ${counted(rows, 'row')}, ${counted(files, 'file')} (${Math.ceil(fileBytes / 1_000_000)} MB), ${counted(audit?.size ?? 0, 'audit record')}.${faults.en}`,
  };
}
