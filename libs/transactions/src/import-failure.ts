import { isDomainError, type Bilingual } from '@thaw/kernel';

/** Why an import ended without having read its file into the history. LINES_REJECTED: it was strict, and some lines are bad. */
export const IMPORT_FAILURES = [
  'FILE_UNREADABLE',
  'DEPENDENCY_UNAVAILABLE',
  'INTERNAL',
  'LINES_REJECTED',
] as const;
export type ImportFailure = (typeof IMPORT_FAILURES)[number];

/** What is kept of an error: a code, since its own words may hold anything. */
export function failureOf(error: unknown): ImportFailure {
  if (isDomainError(error, 'FILE_UNREADABLE')) return 'FILE_UNREADABLE';
  return isDomainError(error, 'DEPENDENCY_UNAVAILABLE') ? 'DEPENDENCY_UNAVAILABLE' : 'INTERNAL';
}

const STAYS: Bilingual = {
  zh: '已导入的行仍然保留；请重新上传同一文件，已有的交易会自动跳过。',
  en: 'What had been taken in stays; send the same file again: what is there already is skipped.',
};

const CAUSES: Readonly<Record<ImportFailure, Bilingual>> = {
  FILE_UNREADABLE: {
    zh: `系统保存的文件已损坏或丢失。${STAYS.zh}`,
    en: `The file as it was kept here is damaged or lost. ${STAYS.en}`,
  },
  DEPENDENCY_UNAVAILABLE: {
    zh: `数据库多次无法连接。${STAYS.zh}`,
    en: `The database could not be reached, however often it was tried. ${STAYS.en}`,
  },
  INTERNAL: {
    zh: `系统内部错误，多次重试未成功。${STAYS.zh}`,
    en: `Something went wrong on our side, however often it was tried. ${STAYS.en}`,
  },
  LINES_REJECTED: {
    zh: '要求全部导入（strict），但有不合格的行，因此一行也没有导入。请下载拒收文件，改好这些行后重新上传；如可以略过它们，请不带 strict 上传。',
    en: 'It was to be taken in whole (strict) and some lines are bad, so no line was taken in. Fetch the reject file, mend those lines and send the file again; or send it without strict, and they are left out.',
  },
};

/** The code that a row of history_import holds. */
export const failureCode = (failure: string): ImportFailure =>
  IMPORT_FAILURES.find((code) => code === failure) ?? 'INTERNAL';

/** What happened and what to do, for whoever sent the file. */
export const explainFailure = (code: ImportFailure): Bilingual => CAUSES[code];
