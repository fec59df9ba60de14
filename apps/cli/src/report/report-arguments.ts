import { parseArgs } from 'node:util';
import { DEFAULT_TIME_ZONE, Zone, type Bilingual, type Locale } from '@thaw/kernel';
import { REPORT_KINDS, type ReportKind, type TerminalNumbers } from './report-lines';

export interface ReportRequest {
  readonly kind: ReportKind;
  readonly file: string;
  /** Of all lines; null: each names its own. */
  readonly terminal: TerminalNumbers | null;
  readonly zone: Zone;
  /** Of the desk, without a slash at its end. */
  readonly url: string;
  readonly locale: Locale;
}

/** The command line cannot be understood. */
export class ReportUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'ReportUsageError';
  }
}

const OPTIONS = {
  terminal: { type: 'string' },
  'time-zone': { type: 'string', default: DEFAULT_TIME_ZONE },
  url: { type: 'string', default: 'http://127.0.0.1:3000' },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/**
 * Reads the arguments after `thaw report`; null where help is asked for.
 * @throws ReportUsageError saying what is wrong with them.
 */
export function readArguments(argv: readonly string[]): ReportRequest | null {
  const { values, positionals } = parse([...argv]);
  if (values.help) return null;
  const [named, file, ...others] = positionals;
  const kind = REPORT_KINDS.find((each) => each === named);
  const kinds = REPORT_KINDS.join('、');
  if (kind === undefined) {
    throw wrong(`请先写明报送什么：${kinds}。`, `say first what is reported: ${REPORT_KINDS.join(' or ')}.`);
  }
  if (file === undefined) throw wrong('缺少要报送的文件。', 'the file to report is missing.');
  if (others.length > 0) {
    throw wrong(`多余的参数：${others.join(' ')}`, `not understood: ${others.join(' ')}`);
  }
  if (values.lang !== 'zh' && values.lang !== 'en')
    throw wrong('--lang 只能是 zh 或 en。', '--lang is zh or en.');
  return {
    kind,
    file,
    terminal: terminalOf(values.terminal),
    zone: zoneOf(values['time-zone']),
    url: urlOf(values.url),
    locale: values.lang,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong(`参数有误：${reason}`, reason);
  }
}

function terminalOf(text: string | undefined): TerminalNumbers | null {
  if (text === undefined) return null;
  const [, merchantNo, terminalNo] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (merchantNo !== undefined && terminalNo !== undefined) {
    // As in the column of a file: a slip and its typist differ in case.
    return { merchantNo, terminalNo: terminalNo.toUpperCase() };
  }
  throw wrong(
    '--terminal 的写法是 商户号/终端号，例如 100310054110001/A0000001。',
    '--terminal is the merchant number, a slash and the terminal number, e.g. 100310054110001/A0000001.',
  );
}

function zoneOf(name: string): Zone {
  try {
    return new Zone(name);
  } catch {
    throw wrong(`没有时区“${name}”，请用 Asia/Shanghai 这样的名称。`, `there is no time zone "${name}".`);
  }
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw wrong('--url 须是 http:// 或 https:// 地址。', '--url must be an http:// or https:// address.');
}

const wrong = (zh: string, en: string): ReportUsageError => new ReportUsageError({ zh, en });
