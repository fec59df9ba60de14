import { maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { databaseLines } from '../audit/verdict-lines';
import { counted } from '../history/counted';
import { TERMINAL, type HistoryIo } from '../history/history-io';
import { ProgressLine } from '../history/progress-line';
import { printable } from '../printable';
import { BackupUsageError, localeOf, readRestore, type RestoreRequest } from './backup-arguments';
import { RESTORE_USAGE } from './backup-usage';
import { checkArchive, type CheckedArchive } from './check-archive';
import { withDesk } from '../up/desk-place';
import { failureWords } from './failure-words';
import { progressWords } from './progress-words';
import { needRoom, restoreBackup } from './restore-backup';
import { RestoreRefused } from './restore-refused';
import { isVerified, makeCopy, verifyRestored, type RestoredAudit } from './restored-desk';

const [WELL, DIFFERS, NOT_DONE] = [0, 1, 2];

/**
 * `thaw restore`.
 * @returns 0 restored, and the audit is as it was; or the archive is whole · 1 restored, but the audit differs · 2 not restored
 */
export async function runRestore(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  io: HistoryIo = TERMINAL,
): Promise<number> {
  const locale = localeOf(argv);
  const line = new ProgressLine(io);
  try {
    const request = readRestore(argv);
    if (request === null) {
      io.out(RESTORE_USAGE[locale]);
      return WELL;
    }
    return await restore(request, env, io, line, locale);
  } catch (error) {
    line.clear();
    if (error instanceof BackupUsageError) {
      io.err(`${printable(maskCardNumbers(error.detail[locale]))}\n\n${RESTORE_USAGE[locale]}`);
      return NOT_DONE;
    }
    const told = failureWords(error);
    if (told === null) throw error;
    const reason = error instanceof RestoreRefused ? error.reason : undefined;
    if (argv.includes('--json')) io.out(`${JSON.stringify({ command: 'restore', ok: false, reason })}\n`);
    io.err(`${told[locale]}\n`);
    return NOT_DONE;
  }
}

async function restore(
  request: RestoreRequest,
  env: NodeJS.ProcessEnv,
  io: HistoryIo,
  line: ProgressLine,
  locale: Locale,
): Promise<number> {
  const { THAW_BACKUP_KEY: key = null } = readCliSettings(env, 'THAW_BACKUP_KEY');
  const checked = await checkArchive(request.file, key, (parts) =>
    line.show(progressWords('check', parts, null)[locale]),
  );
  line.clear();
  if (request.check) {
    const { about, whole } = checked;
    if (request.json) io.out(`${JSON.stringify({ command: 'check', ok: true, ...counts(checked) })}\n`);
    else io.out(`${wholeWords(about.madeAt, whole.rows, whole.files)[locale]}\n`);
    return WELL;
  }
  const wish = { path: request.file, key, withOtherKeys: request.withOtherKeys };
  const audit = await withDesk(env, 'alone', async (place) => {
    await needRoom(place, checked, wish);
    await restoreBackup(place, checked, wish, (what, done, of) =>
      line.show(progressWords(what, done, of)[locale]),
    );
    line.clear();
    const verified = await verifyRestored(place, checked.about);
    if (request.asCopy) await makeCopy(place);
    return verified;
  });
  const ok = isVerified(audit);
  if (request.json) io.out(`${JSON.stringify({ command: 'restore', ok, ...counts(checked), audit })}\n`);
  else io.out(restoredWords(checked, audit, ok, locale));
  return ok ? WELL : DIFFERS;
}

const counts = ({ about, whole }: CheckedArchive): object => ({
  desk: about.desk,
  madeAt: about.madeAt,
  rows: whole.rows,
  files: whole.files,
  records: about.audit?.size ?? 0,
  missing: whole.missing,
  damaged: whole.damaged,
});

const wholeWords = (madeAt: string, rows: number, files: number): Bilingual => ({
  zh: `备份完好：${madeAt} 制作，${rows} 行，${files} 个文件。`,
  en: `The archive is whole: made ${madeAt}, ${counted(rows, 'row')}, ${counted(files, 'file')}.`,
});

function restoredWords(
  { about, whole }: CheckedArchive,
  { verdict, exported, laterCheckpoints, isSameTree }: RestoredAudit,
  ok: boolean,
  locale: Locale,
): string {
  const done: Bilingual = {
    zh: `已恢复 ${about.madeAt} 的备份：${whole.rows} 行，${whole.files} 个文件。`,
    en: `Restored as of ${about.madeAt}: ${counted(whole.rows, 'row')}, ${counted(whole.files, 'file')}.`,
  };
  const later: Bilingual = {
    zh: `导出的检查点中有 ${laterCheckpoints} 个晚于备份：其间的记录已丢失；请把检查点导出到另一个目录（THAW_AUDIT_EXPORT_DIR）。`,
    en: `${laterCheckpoints} exported checkpoints are later than the backup: what they cover since is lost. Export to another folder from now on (THAW_AUDIT_EXPORT_DIR).`,
  };
  const tree: Bilingual = {
    zh: '审计树与备份时不同。请勿启用本系统。',
    en: 'The tree of the audit is not that of the backup. Do not serve this desk.',
  };
  return [
    `${done[locale]}\n`,
    databaseLines(verdict, locale),
    exported === null ? '' : databaseLines(exported, locale),
    laterCheckpoints > 0 ? `${later[locale]}\n` : '',
    isSameTree ? '' : `${tree[locale]}\n`,
    ok ? '' : `${NOT_VERIFIED[locale]}\n`,
  ].join('');
}

const NOT_VERIFIED: Bilingual = {
  zh: '审计核对未通过：请勿启用，并查明原因。',
  en: 'The audit does not hold: find out why before this desk serves anybody.',
};
