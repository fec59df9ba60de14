import { parseArgs } from 'node:util';
import type { Bilingual, Locale } from '@thaw/kernel';

export interface PreventionRequest {
  readonly file: string;
  /** Where the bad lines go; null: nowhere. */
  readonly rejects: string | null;
  /** Of the desk, without a slash at its end. */
  readonly url: string;
  readonly locale: Locale;
}

/** The command line cannot be understood. */
export class PreventionUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'PreventionUsageError';
  }
}

const OPTIONS = {
  rejects: { type: 'string' },
  url: { type: 'string', default: 'http://127.0.0.1:3000' },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the arguments after `thaw prevention`; null where help is asked for.
 * @throws PreventionUsageError saying what is wrong with them.
 */
export function readArguments(argv: readonly string[]): PreventionRequest | null {
  const { values, positionals } = parse([...argv]);
  if (values.help) return null;
  const [file, ...others] = positionals;
  if (file === undefined) throw wrong('缺少要导入的文件。', 'the file to import is missing.');
  if (others.length > 0) {
    throw wrong(`多余的参数：${others.join(' ')}`, `not understood: ${others.join(' ')}`);
  }
  if (values.lang !== 'zh' && values.lang !== 'en') {
    throw wrong('--lang 只能是 zh 或 en。', '--lang is zh or en.');
  }
  return { file, rejects: values.rejects ?? null, url: urlOf(values.url), locale: values.lang };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong(`参数有误：${reason}`, reason);
  }
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw wrong('--url 须是 http:// 或 https:// 地址。', '--url must be an http:// or https:// address.');
}

const wrong = (zh: string, en: string): PreventionUsageError => new PreventionUsageError({ zh, en });
