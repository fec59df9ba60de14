import { parseArgs } from 'node:util';
import { isUuid, type Bilingual, type Locale } from '@thaw/kernel';
import { FIELDS } from '@thaw/transactions/records';
import type { ImportKind } from './desk-client';

/** Which desk to speak to, and in which language. */
interface DeskAddress {
  /** Without a slash at its end. */
  readonly url: string;
  readonly locale: Locale;
}

/** What to send where. */
export interface ImportRequest extends DeskAddress {
  readonly file: string;
  /** Path of the door that takes the file. */
  readonly door: string;
  /** What comes of it. */
  readonly kind: ImportKind;
  /** Holds the mapping, as JSON; null: none does. */
  readonly mapFile: string | null;
  /** The form's text fields, by name. */
  readonly fields: Readonly<Record<string, string>>;
  /** Where the reject file is to be written; null: nowhere. */
  readonly rejects: string | null;
}

/** Which import to end before its time. */
export interface CancelRequest extends DeskAddress {
  readonly importId: string;
}

/** The command line cannot be understood. */
export class ImportUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'ImportUsageError';
  }
}

const DEFAULT_URL = 'http://127.0.0.1:3000';
const OPTIONS = {
  terminal: { type: 'string' },
  case: { type: 'string' },
  map: { type: 'string', multiple: true },
  'map-file': { type: 'string' },
  'time-zone': { type: 'string' },
  currency: { type: 'string' },
  'amount-unit': { type: 'string' },
  'card-type': { type: 'string' },
  sheet: { type: 'string' },
  strict: { type: 'boolean', default: false },
  rejects: { type: 'string' },
  cancel: { type: 'string' },
  url: { type: 'string', default: DEFAULT_URL },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;

/** The language to complain in, when the arguments are not understood as a whole. */
export const readLocale = (argv: readonly string[]): Locale =>
  argv.some((each, i) => each === '--lang=en' || (each === 'en' && argv[i - 1] === '--lang')) ? 'en' : 'zh';

/**
 * Reads the arguments after `thaw import`; null where help is asked for. What the file means is the desk's to judge.
 * @throws ImportUsageError saying what is wrong with them.
 */
export function readArguments(argv: readonly string[]): ImportRequest | CancelRequest | null {
  const { values, positionals } = parse([...argv]);
  if (values.help) return null;
  const address: DeskAddress = { url: urlOf(values.url), locale: localeOf(values.lang) };
  if (values.cancel !== undefined) return { importId: importIdOf(values.cancel, positionals), ...address };
  // `--map a=b c=d`: whatever else has the form field=column belongs to the list.
  const pairs = [...(values.map ?? []), ...positionals.filter(isPair)];
  const [file, ...others] = positionals.filter((argument) => !isPair(argument));
  if (file === undefined) throw wrong('缺少要导入的文件。', 'the file to import is missing.');
  if (others.length > 0) {
    throw wrong(
      `一次导入一个文件；多余的参数：${others.join(' ')}`,
      `one file is imported at a time; not understood: ${others.join(' ')}`,
    );
  }
  const mapFile = values['map-file'] ?? null;
  if (mapFile !== null && pairs.length > 0)
    throw wrong('--map 与 --map-file 只能使用一个。', 'give either --map or --map-file.');
  const target = targetOf(values);
  return {
    file,
    door: target.door,
    kind: target.kind,
    mapFile,
    fields: {
      ...target.fields,
      ...(pairs.length > 0 && { map: pairs.join('\n') }),
      ...fieldOf('timeZone', values['time-zone']),
      ...fieldOf('currency', values.currency),
      ...fieldOf('amountUnit', values['amount-unit']),
      ...fieldOf('cardType', values['card-type']),
      ...fieldOf('sheet', values.sheet),
      ...(values.strict && { strict: 'true' }),
    },
    rejects: values.rejects ?? null,
    ...address,
  };
}

function parse(args: string[]): Given {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw wrong(`参数有误：${reason}`, reason);
  }
}

const isPair = (argument: string): boolean => FIELDS.some((field) => argument.startsWith(`${field}=`));

const fieldOf = (name: string, value: string | undefined): Record<string, string> =>
  value === undefined ? {} : { [name]: value };

function targetOf({
  terminal,
  case: caseNo,
}: Given['values']): Pick<ImportRequest, 'door' | 'kind' | 'fields'> {
  if (terminal !== undefined && caseNo !== undefined) {
    throw wrong(
      '--terminal 与 --case 只能使用一个；都不写时，按文件各行所写的终端分配。',
      'give either --terminal or --case; with neither, each line goes to the terminal that it names.',
    );
  }
  // Each line says for itself where it is to go.
  if (terminal === undefined && caseNo === undefined)
    return { door: '/v1/routed-imports', kind: 'routed-imports', fields: {} };
  if (caseNo !== undefined)
    return { door: `/v1/cases/${encodeURIComponent(caseNo)}/imports`, kind: 'imports', fields: {} };
  const [, merchantNo, terminalNo] = /^([^/]+)\/([^/]+)$/.exec(terminal ?? '') ?? [];
  if (merchantNo === undefined || terminalNo === undefined) {
    throw wrong(
      '--terminal 的写法是 商户号/终端号，例如 100310054110001/A0000001。',
      '--terminal is the merchant number, a slash and the terminal number, e.g. 100310054110001/A0000001.',
    );
  }
  return { door: '/v1/imports', kind: 'imports', fields: { merchantNo, terminalNo } };
}

function importIdOf(text: string, positionals: readonly string[]): string {
  if (isUuid(text) && positionals.length === 0) return text;
  throw wrong(
    '--cancel 只需要导入编号，即回执所示的编号。',
    '--cancel takes the import id that the receipt shows, and nothing else.',
  );
}

function localeOf(text: string): Locale {
  if (text === 'zh' || text === 'en') return text;
  throw wrong('--lang 只能是 zh 或 en。', '--lang is zh or en.');
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url && /^https?:$/.test(url.protocol)) return url.href.replace(/\/+$/, '');
  throw wrong('--url 须是 http:// 或 https:// 地址。', '--url must be an http:// or https:// address.');
}

const wrong = (zh: string, en: string): ImportUsageError => new ImportUsageError({ zh, en });
