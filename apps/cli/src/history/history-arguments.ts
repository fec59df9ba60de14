import { parseArgs } from 'node:util';
import type { Bilingual, Locale } from '@thaw/kernel';

/** Numbers as they are printed on a slip. */
export interface TerminalNumbers {
  readonly merchantNo: string;
  readonly terminalNo: string;
}

interface Manner {
  readonly json: boolean;
  readonly locale: Locale;
}

export interface BlocksRequest extends Manner {
  readonly verb: 'verify' | 'rebuild';
  /** Null: every terminal that has a history. */
  readonly terminal: TerminalNumbers | null;
}

export interface DropRequest extends Manner {
  readonly verb: 'drop';
  /** Years before this one. */
  readonly before: number;
  /** Without asking. */
  readonly isSure: boolean;
}

export type HistoryRequest = BlocksRequest | DropRequest;

/** The command line cannot be understood. */
export class HistoryUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'HistoryUsageError';
  }
}

const OPTIONS = {
  terminal: { type: 'string' },
  all: { type: 'boolean', default: false },
  before: { type: 'string' },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;

/** The language to complain in, when the arguments are not understood as a whole. */
export const readLocale = (argv: readonly string[]): Locale =>
  argv.some((each, i) => each === '--lang=en' || (each === 'en' && argv[i - 1] === '--lang')) ? 'en' : 'zh';

/**
 * Reads the arguments after `thaw history`; null where help is asked for.
 * @param now when transactions must have reached the age that is kept.
 * @param yearsKept how many years transactions are kept at least, in full.
 * @throws HistoryUsageError saying what is wrong with them.
 */
export function readArguments(
  argv: readonly string[],
  now: Date,
  yearsKept: () => number,
): HistoryRequest | null {
  const { values, positionals } = parse([...argv]);
  const [verb, ...others] = positionals;
  if (values.help || verb === 'help') return null;
  if (others.length > 0)
    throw wrong(`多余的参数：${others.join(' ')}`, `not understood: ${others.join(' ')}`);
  if (values.lang !== 'zh' && values.lang !== 'en')
    throw wrong('--lang 只能是 zh 或 en。', '--lang is zh or en.');
  const manner: Manner = { json: values.json, locale: values.lang };
  switch (verb) {
    case 'verify':
    case 'rebuild':
      refuseOther(values, verb, ['before', 'yes']);
      return { verb, ...manner, terminal: terminalOf(values) };
    case 'drop':
      refuseOther(values, verb, ['terminal', 'all']);
      return { verb, ...manner, before: yearOf(values.before, now, yearsKept()), isSure: values.yes };
    case undefined:
      throw wrong('缺少 verify、rebuild 或 drop。', 'say what to do: verify, rebuild or drop.');
    default:
      throw wrong(`没有 history ${verb} 命令。`, `there is no command history ${verb}.`);
  }
}

function parse(args: string[]): Given {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong(`参数有误：${reason}`, reason);
  }
}

function refuseOther(values: Given['values'], verb: string, names: readonly (keyof typeof OPTIONS)[]): void {
  const given = names.find((name) => values[name] !== undefined && values[name] !== false);
  if (given !== undefined)
    throw wrong(`history ${verb} 不用 --${given}。`, `history ${verb} takes no --${given}.`);
}

function terminalOf({ terminal, all }: Given['values']): TerminalNumbers | null {
  if ((terminal !== undefined) === all) {
    throw wrong(
      '请用 --terminal 或 --all 指定终端，且只用其一。',
      'say which terminals, with either --terminal or --all.',
    );
  }
  if (terminal === undefined) return null;
  const [, merchantNo, terminalNo] = /^([^/]+)\/([^/]+)$/.exec(terminal) ?? [];
  if (merchantNo === undefined || terminalNo === undefined) {
    throw wrong(
      '--terminal 的写法是 商户号/终端号，例如 100310054110001/A0000001。',
      '--terminal is the merchant number, a slash and the terminal number, e.g. 100310054110001/A0000001.',
    );
  }
  return { merchantNo, terminalNo: terminalNo.toUpperCase() };
}

function yearOf(text: string | undefined, now: Date, yearsKept: number): number {
  const year = /^\d{4}$/.test(text ?? '') ? Number(text) : Number.NaN;
  const last = now.getUTCFullYear() - yearsKept;
  if (year <= last) return year;
  throw wrong(
    `--before 须是年份，最晚为 ${last}：交易至少保存满 ${yearsKept} 年（THAW_HISTORY_YEARS，不可少于 5）。`,
    `--before is a year, ${last} at the latest: transactions are kept for ${yearsKept} whole years at least (THAW_HISTORY_YEARS, never below 5).`,
  );
}

const wrong = (zh: string, en: string): HistoryUsageError => new HistoryUsageError({ zh, en });
