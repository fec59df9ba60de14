import { parseArgs } from 'node:util';
import type { Bilingual, Locale } from '@thaw/kernel';

export interface BackupRequest {
  /** The archive. */
  readonly file: string;
  readonly json: boolean;
}

export interface RestoreRequest extends BackupRequest {
  /** Reads the archive only. */
  readonly check: boolean;
  readonly asCopy: boolean;
  readonly withOtherKeys: boolean;
}

export class BackupUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
  }
}

const COMMON = {
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const RESTORE = {
  ...COMMON,
  check: { type: 'boolean', default: false },
  'as-copy': { type: 'boolean', default: false },
  'with-other-keys': { type: 'boolean', default: false },
} as const;

export const localeOf = (argv: readonly string[]): Locale =>
  argv.join(' ').includes('--lang en') || argv.includes('--lang=en') ? 'en' : 'zh';

/** Null where help was asked for. @throws BackupUsageError */
export function readBackup(argv: readonly string[]): BackupRequest | null {
  const { values, positionals } = parsed(() =>
    parseArgs({ args: [...argv], options: COMMON, allowPositionals: true }),
  );
  return values.help ? null : { file: oneFile(positionals), json: values.json };
}

/** Null where help was asked for. @throws BackupUsageError */
export function readRestore(argv: readonly string[]): RestoreRequest | null {
  const { values, positionals } = parsed(() =>
    parseArgs({ args: [...argv], options: RESTORE, allowPositionals: true }),
  );
  if (values.help) return null;
  const { json, check, 'as-copy': asCopy, 'with-other-keys': withOtherKeys } = values;
  return { file: oneFile(positionals), json, check, asCopy, withOtherKeys };
}

function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackupUsageError({ zh: `参数有误：${reason}`, en: reason });
  }
}

function oneFile([file, ...others]: readonly string[]): string {
  if (file === undefined)
    throw new BackupUsageError({ zh: '请给出备份文件。', en: 'Name the file of the archive.' });
  if (others.length === 0) return file;
  const surplus = others.join(' ');
  throw new BackupUsageError({ zh: `多余的参数：${surplus}`, en: `not understood: ${surplus}` });
}
