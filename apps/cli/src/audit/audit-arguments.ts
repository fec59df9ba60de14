import { parseArgs } from 'node:util';
import type { Bilingual } from '@thaw/kernel';

export interface AuditRequest {
  readonly verb: 'verify' | 'key';
  /** The audit of one case; null: the database. */
  readonly file: string | null;
  readonly checkpoints: string | null;
  /** Keys, or files that hold one. */
  readonly publicKeys: readonly string[];
  readonly json: boolean;
}

export class AuditUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
  }
}

export const usageError = (zh: string, en: string): AuditUsageError => new AuditUsageError({ zh, en });

const OPTIONS = {
  checkpoints: { type: 'string' },
  'public-key': { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Null where help was asked for. @throws AuditUsageError */
export function readRequest(argv: readonly string[]): AuditRequest | null {
  let given;
  try {
    given = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usageError(`参数有误：${reason}`, reason);
  }
  const { values, positionals } = given;
  const [verb, file, ...others] = positionals;
  if (values.help) return null;
  if (verb !== 'verify' && verb !== 'key')
    throw usageError('请写 audit verify 或 audit key。', 'Say audit verify or audit key.');
  const surplus = verb === 'key' && file !== undefined ? [file] : others;
  if (surplus.length > 0)
    throw usageError(`多余的参数：${surplus.join(' ')}`, `not understood: ${surplus.join(' ')}`);
  if (file !== undefined && values.checkpoints !== undefined)
    throw usageError(
      '案件文件自带检查点，不用 --checkpoints。',
      'The file of a case brings its checkpoint: it takes no --checkpoints.',
    );
  return {
    verb,
    file: file ?? null,
    checkpoints: values.checkpoints ?? null,
    publicKeys: values['public-key'] ?? [],
    json: values.json,
  };
}
