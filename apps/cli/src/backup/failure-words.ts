import type { Bilingual } from '@thaw/kernel';
import { ArchiveError, type ArchiveFault } from '@thaw/platform';
import { databaseFailure } from '../database-failure';
import { printable } from '../printable';
import { DeskRunsError, NoDeskError } from '../up/desk-place';
import { RestoreRefused } from './restore-refused';

const FAULTS: Readonly<Record<ArchiveFault, Bilingual>> = {
  FORMAT: { zh: '这不是 Thaw 的备份文件。', en: 'This is no archive of Thaw.' },
  KEY: {
    zh: '备份已加密，THAW_BACKUP_KEY 未设置或不是制作时的密钥。',
    en: 'The archive is sealed, and THAW_BACKUP_KEY is not set or not the key that it was sealed with.',
  },
  CUT: { zh: '备份文件不完整，未作恢复。', en: 'The archive is cut off: nothing is restored.' },
  ALTERED: {
    zh: '备份文件已损坏或被改动，未作恢复。',
    en: 'The archive is damaged or was altered: nothing is restored.',
  },
};

/** Null for what nobody foresaw. */
export function failureWords(error: unknown): Bilingual | null {
  if (error instanceof ArchiveError) return FAULTS[error.fault];
  if (error instanceof RestoreRefused) return error.detail;
  if (error instanceof DeskRunsError)
    return {
      zh: `Thaw 正在此目录运行（进程 ${error.pid}），请先停止。`,
      en: `Thaw runs in this folder (process ${error.pid}): stop it first.`,
    };
  if (error instanceof NoDeskError)
    return {
      zh: `${printable(error.folder)} 中没有内置系统，也未设置 DATABASE_URL。`,
      en: `There is no embedded desk in ${printable(error.folder)}, and DATABASE_URL is not set.`,
    };
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown };
  if (
    typeof code === 'string' &&
    typeof path === 'string' &&
    /^(ENOENT|EACCES|EISDIR|ENOSPC|EROFS)$/.test(code)
  )
    return { zh: `无法读写 ${path}（${code}）。`, en: `${path} cannot be read or written (${code}).` };
  const told = databaseFailure(error);
  return told === null ? null : { zh: told, en: told };
}
