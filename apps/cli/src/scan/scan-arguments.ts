import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isDomainError, FEE_PROFILES, type Bilingual, type Locale } from '@thaw/kernel';
import {
  RULES,
  parseOverrides,
  type ParameterOverrides,
  type Rule,
  type TerminalFacts,
} from '@thaw/risk/rules';
import {
  completeMapping,
  parseColumnPairs,
  type AmountUnit,
  type CardType,
  type FieldMapping,
} from '@thaw/transactions/records';
import { readMappingFile } from '../mapping/mapping-file';

export interface ScanRequest {
  readonly file: string;
  readonly mapping: FieldMapping;
  readonly feeProfile: TerminalFacts['feeProfile'];
  /** The file of what is known of the terminals beside their history; null: nothing is. */
  readonly facts: string | null;
  /** In the order of the list, whatever the order in which they were named. */
  readonly rules: readonly Rule[];
  readonly parameters: ParameterOverrides;
  readonly json: boolean;
  /** Where the report goes as a page, too; null: nowhere. */
  readonly html: string | null;
  readonly locale: Locale;
}

/** The command line cannot be understood. */
export class UsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'UsageError';
  }
}

const OPTIONS = {
  'fee-profile': { type: 'string', default: 'standard' },
  'time-zone': { type: 'string' },
  facts: { type: 'string' },
  map: { type: 'string', multiple: true },
  'map-file': { type: 'string' },
  rules: { type: 'string', multiple: true },
  set: { type: 'string', multiple: true },
  'card-type': { type: 'string' },
  sheet: { type: 'string' },
  currency: { type: 'string' },
  'amount-unit': { type: 'string' },
  json: { type: 'boolean', default: false },
  html: { type: 'string' },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const LOCALES = ['zh', 'en'] as const;

/**
 * Reads the arguments after `thaw scan`; null where help is asked for.
 * @throws MappingFileRefused · UsageError saying what is wrong with them.
 */
export function readArguments(argv: readonly string[]): ScanRequest | null {
  const { values, positionals } = parse(spreadLists(argv));
  if (values.help) return null;
  const [file, ...others] = positionals;
  if (file === undefined) {
    throw new UsageError({ zh: '缺少要检查的文件。', en: 'the file to scan is missing.' });
  }
  if (others.length > 0) {
    throw new UsageError({
      zh: `一次检查一个文件；多余的参数：${others.join(' ')}`,
      en: `one file is scanned at a time; not understood: ${others.join(' ')}`,
    });
  }
  if (values.map !== undefined && values['map-file'] !== undefined) {
    throw new UsageError({
      zh: '--map 与 --map-file 只能使用一个。',
      en: 'give either --map or --map-file.',
    });
  }
  const rules = chooseRules(values.rules ?? []);
  return {
    file,
    mapping: refusedAsUsage(() =>
      completeMapping({
        ...givenMapping(values['map-file'], values.map ?? []),
        ...(values['time-zone'] !== undefined && { timeZone: values['time-zone'] }),
        ...(values.currency !== undefined && { currency: values.currency }),
        ...(values['card-type'] !== undefined && { cardType: values['card-type'] as CardType }),
        ...(values.sheet !== undefined && { sheet: values.sheet }),
        ...(values['amount-unit'] !== undefined && { amountUnit: values['amount-unit'] as AmountUnit }),
      }),
    ),
    facts: values.facts ?? null,
    feeProfile: choose('--fee-profile', values['fee-profile'], FEE_PROFILES),
    rules,
    parameters: refusedAsUsage(() => parseOverrides(values.set ?? [], rules)),
    json: values.json,
    html: htmlPath(values.html, [file, values.facts, values['map-file']]),
    locale: choose('--lang', values.lang, LOCALES),
  };
}

/** @throws UsageError where the page would take the place of a file that is read. */
function htmlPath(html: string | undefined, read: readonly (string | undefined)[]): string | null {
  if (html === undefined) return null;
  if (html !== '' && !read.some((file) => file !== undefined && resolve(html) === resolve(file))) return html;
  throw new UsageError({
    zh: '--html 需要一个自己的文件名，不能是被检查的文件或其他要读取的文件。',
    en: '--html wants a file of its own, other than the one that is scanned and the others that are read.',
  });
}

const givenMapping = (file: string | undefined, pairs: readonly string[]): Partial<FieldMapping> =>
  file === undefined ? { columns: parseColumnPairs(pairs) } : readMappingFile(file).mapping;

/** The language to complain in, when the arguments are not understood as a whole. */
export function readLocale(argv: readonly string[]): Locale {
  const english = argv.some((each, i) => each === '--lang=en' || (each === 'en' && argv[i - 1] === '--lang'));
  return english ? 'en' : 'zh';
}

/** `--map a=b c=d` → `--map=a=b --map=c=d`: what goes on in the form name=value belongs to the list. */
function spreadLists(argv: readonly string[]): string[] {
  const spread: string[] = [];
  let list: '--map' | '--set' | null = null;
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  for (const [i, argument] of argv.slice(0, end).entries()) {
    const isList = argument === '--map' || argument === '--set';
    if (isList && argv[i + 1] !== undefined) {
      list = argument;
    } else if (list !== null && (argv[i - 1] === list || /^[A-Za-z]\w*(\.\w+)?=/.test(argument))) {
      spread.push(`${list}=${argument}`);
    } else {
      list = /^--(map|set)=/.test(argument) ? (argument.slice(0, 5) as '--map' | '--set') : null;
      spread.push(argument);
    }
  }
  return [...spread, ...argv.slice(end)];
}

type Given = ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>>;

function parse(args: string[]): Given {
  try {
    return parseArgs({ args, options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError({ zh: `参数有误：${reason}`, en: reason });
  }
}

function chooseRules(lists: readonly string[]): readonly Rule[] {
  const codes = lists.flatMap((list) => list.split(',')).map((code) => code.trim());
  if (codes.length === 0) return RULES;
  for (const code of codes) {
    if (RULES.some((rule) => rule.code === code)) continue;
    const known = RULES.map((rule) => rule.code).join(', ');
    throw new UsageError({
      zh: `没有规则“${code}”；可用的规则有 ${known}。`,
      en: `there is no rule "${code}"; the rules are ${known}.`,
    });
  }
  return RULES.filter((rule) => codes.includes(rule.code));
}

function choose<T extends string>(option: string, given: string, choices: readonly T[]): T {
  const chosen = choices.find((choice) => choice === given);
  if (chosen !== undefined) return chosen;
  throw new UsageError({
    zh: `${option} 不能是“${given}”；可选 ${choices.join('、')}。`,
    en: `${option} cannot be "${given}"; it is one of ${choices.join(', ')}.`,
  });
}

/** A mapping or parameter that the libs refuse is here a mistake on the command line. */
export function refusedAsUsage<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const { detail = error.code } = error.context;
    throw new UsageError(typeof detail === 'string' ? { zh: detail, en: detail } : detail);
  }
}
