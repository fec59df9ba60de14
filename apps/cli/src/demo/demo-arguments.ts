import { parseArgs } from 'node:util';
import { isDomainError, type Bilingual, type Locale } from '@thaw/kernel';
import { readCliSettings } from '@thaw/platform/config';
import { parseColumnPairs, type FieldMapping } from '@thaw/transactions/records';

export interface DemoRequest {
  /** Null: the desk that runs in this folder. */
  readonly url: string | null;
  /** Null: the simulator's. */
  readonly history: HistoryRequest | null;
  readonly locale: Locale;
}

/** A file of the caller's; what is left out is found from its header or the desk's own. */
export interface HistoryRequest {
  readonly file: string;
  readonly columns: FieldMapping['columns'];
  readonly timeZone: string | undefined;
  readonly currency: string | undefined;
  readonly cardType: string | undefined;
  readonly feeProfile: string | undefined;
}

/** The command line cannot be understood. */
export class DemoUsageError extends Error {
  constructor(readonly detail: Bilingual) {
    super(detail.en);
    this.name = 'DemoUsageError';
  }
}

export const DEMO_USAGE = `用法 Usage: npm run demo -- [--history 文件 FILE.csv[.gz]] [参数 options]

  --history FILE      用真实流水代替模拟流水（.gz 可直接读取）  real sales instead of simulated ones; .gz is read directly
  --map field=column  列映射，可写多个  which column holds which field, several at once:
                      --map occurred_at=datetime amount=money card=card
  --time-zone ZONE    流水的时区  of times without offset, e.g. Europe/Kyiv
  --currency CODE     流水与终端的币种  of the history and its terminal, e.g. USD
  --card-type TYPE    文件未注明时的卡种  credit, debit or unknown, of lines that name none
  --fee-profile P     standard, low_rate, capped
  --url URL           Thaw 的地址，默认取本目录正在运行的  where Thaw runs; the one of this folder by default
  --lang zh|en        输出语言  the language of what is printed
`;

const OPTIONS = {
  history: { type: 'string' },
  map: { type: 'string', multiple: true },
  'time-zone': { type: 'string' },
  currency: { type: 'string' },
  'card-type': { type: 'string' },
  'fee-profile': { type: 'string' },
  url: { type: 'string' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const OF_A_HISTORY = ['map', 'time-zone', 'currency', 'card-type', 'fee-profile'] as const;
const PAIR = /^[A-Za-z_]+=/;

/**
 * Reads the arguments after `thaw demo`; null where help is asked for.
 * @throws DemoUsageError saying what is wrong with them.
 */
export function readDemoArguments(args: readonly string[], env: NodeJS.ProcessEnv): DemoRequest | null {
  const { values, positionals } = parse(args);
  if (values.help) return null;
  // `--map a=b c=d`: what follows in that form belongs to the list.
  const stray = positionals.find((text) => !PAIR.test(text) || !values.map);
  if (stray !== undefined) throw usage(`多余的参数：${stray}`, `not understood: ${stray}`);
  const alone = OF_A_HISTORY.find((name) => values[name] !== undefined);
  if (values.history === undefined && alone !== undefined) {
    throw usage(`--${alone} 须与 --history 一起使用。`, `--${alone} goes with --history.`);
  }
  const url = values.url?.replace(/\/+$/, '') ?? null;
  if (url !== null && !/^https?:\/\/./.test(url)) {
    throw usage(`--url 应为 http 地址，而不是“${url}”。`, `--url takes an http address, not "${url}".`);
  }
  return {
    url,
    locale: localeOf(values.lang, env),
    history:
      values.history === undefined
        ? null
        : {
            file: values.history,
            columns: columnsOf([...(values.map ?? []), ...positionals]),
            timeZone: values['time-zone'],
            currency: values.currency,
            cardType: values['card-type'],
            feeProfile: values['fee-profile'],
          },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw usage(`参数有误：${reason}`, reason);
  }
}

function columnsOf(pairs: readonly string[]): FieldMapping['columns'] {
  try {
    return parseColumnPairs(pairs);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    const { detail = error.code } = error.context;
    throw new DemoUsageError(typeof detail === 'string' ? { zh: detail, en: detail } : detail);
  }
}

/** What is asked for, else what the environment speaks, else Chinese. */
function localeOf(asked: string | undefined, env: NodeJS.ProcessEnv): Locale {
  if (asked !== undefined) {
    if (asked === 'zh' || asked === 'en') return asked;
    throw usage('--lang 只能是 zh 或 en。', '--lang is zh or en.');
  }
  const { LC_ALL, LC_MESSAGES, LANG } = readCliSettings(env, 'LC_ALL', 'LC_MESSAGES', 'LANG');
  const spoken = LC_ALL || LC_MESSAGES || LANG;
  return spoken.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

const usage = (zh: string, en: string): DemoUsageError => new DemoUsageError({ zh, en });
