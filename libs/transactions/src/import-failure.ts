import { isDomainError, type Bilingual } from '@thaw/kernel';

/** Why an import ended without having read its file to the end. */
export const IMPORT_FAILURES = ['FILE_UNREADABLE', 'DEPENDENCY_UNAVAILABLE', 'INTERNAL'] as const;
export type ImportFailure = (typeof IMPORT_FAILURES)[number];

/** What is kept of an error: a code, since its own words may hold anything. */
export function failureOf(error: unknown): ImportFailure {
  for (const code of IMPORT_FAILURES) if (isDomainError(error, code)) return code;
  return 'INTERNAL';
}

const CAUSES: Readonly<Record<ImportFailure, Bilingual>> = {
  FILE_UNREADABLE: {
    zh: '系统保存的文件已损坏或丢失。',
    en: 'The file as it was kept here is damaged or lost.',
  },
  DEPENDENCY_UNAVAILABLE: {
    zh: '数据库多次无法连接。',
    en: 'The database could not be reached, however often it was tried.',
  },
  INTERNAL: {
    zh: '系统内部错误，多次重试未成功。',
    en: 'Something went wrong on our side, however often it was tried.',
  },
};

/** The code that a row of history_import holds. */
export const failureCode = (failure: string): ImportFailure =>
  IMPORT_FAILURES.find((code) => code === failure) ?? 'INTERNAL';

/** What happened and what to do, for whoever sent the file. */
export function explainFailure(code: ImportFailure): Bilingual {
  const cause = CAUSES[code];
  return {
    zh: `${cause.zh}已导入的行仍然保留；请重新上传同一文件，已有的交易会自动跳过。`,
    en: `${cause.en} What had been taken in stays; send the same file again: what is there already is skipped.`,
  };
}
