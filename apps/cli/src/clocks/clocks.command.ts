import { readFile, stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { maskCardNumbers, type Bilingual, type Locale } from '@thaw/kernel';
import { CalendarError } from '@thaw/sla/arithmetic';
import { printable } from '../printable';
import { CLOCKS_USAGE } from './clocks-usage';
import { differences, type Difference } from './vector-answers';
import { VectorFileError, readVectorFile, type VectorFile } from './vector-file';

const [AGREE, DIFFER, NOT_DONE] = [0, 1, 2];
const BYTES_MOST = 64 * 1024 * 1024;

interface ClocksIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/**
 * `thaw clocks vectors FILE`: the desk's reckoning of time against a file's.
 * @returns 0 all agree · 1 some differ · 2 the file cannot be read, or the arguments are wrong.
 */
export async function runClocks(argv: readonly string[], io: ClocksIo = process): Promise<number> {
  const locale: Locale = argv.join(' ').includes('--lang en') || argv.includes('--lang=en') ? 'en' : 'zh';
  const refuse = ({ zh, en }: Bilingual): number => {
    io.stderr.write(`${printable(maskCardNumbers(locale === 'zh' ? zh : en))}\n\n${CLOCKS_USAGE[locale]}`);
    return NOT_DONE;
  };
  let given;
  try {
    given = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refuse({ zh: `参数有误：${reason}`, en: reason });
  }
  const [subcommand, path, ...others] = given.positionals;
  if (given.values.help) {
    io.stdout.write(CLOCKS_USAGE[locale]);
    return AGREE;
  }
  if (subcommand !== 'vectors')
    return refuse({ zh: '请写 thaw clocks vectors 文件。', en: 'Say: thaw clocks vectors FILE.' });
  if (path === undefined) return refuse({ zh: '缺少题目文件。', en: 'The file of vectors is missing.' });
  if (others.length > 0)
    return refuse({ zh: `多余的参数：${others.join(' ')}`, en: `Not understood: ${others.join(' ')}` });
  try {
    const file = await readFileAt(path);
    const differ = differences(file);
    io.stdout.write(given.values.json ? jsonOf(file, differ) : textOf(file, differ));
    return differ.length === 0 ? AGREE : DIFFER;
  } catch (error) {
    if (!isReadFailure(error)) throw error;
    return refuse({
      zh: `无法读取 ${path}：${error.message}`,
      en: `${path} cannot be read: ${error.message}`,
    });
  }
}

const OPTIONS = {
  json: { type: 'boolean', default: false },
  lang: { type: 'string', default: 'zh' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function readFileAt(path: string): Promise<VectorFile> {
  const { size } = await stat(path);
  if (size > BYTES_MOST) throw new VectorFileError('larger than 64 MB');
  return readVectorFile(await readFile(path, 'utf8'));
}

/** What the file system refuses says which of its calls failed. */
const isReadFailure = (error: unknown): error is Error =>
  error instanceof VectorFileError ||
  error instanceof CalendarError ||
  (typeof error === 'object' && error !== null && 'syscall' in error);

/** `4682 agree, 0 differ`, and the first that differ: counts stay in one language, as scripts read them. */
function textOf({ vectors }: VectorFile, differ: readonly Difference[]): string {
  const lines = differ
    .slice(0, SHOWN)
    .map((difference) => `  ${printable(JSON.stringify(shown(difference)))}\n`);
  return `${vectors.length - differ.length} agree, ${differ.length} differ\n${lines.join('')}`;
}

function jsonOf({ vectors }: VectorFile, differ: readonly Difference[]): string {
  const first = differ.slice(0, SHOWN).map(shown);
  return `${JSON.stringify({ agree: vectors.length - differ.length, differ: differ.length, first })}\n`;
}

const SHOWN = 10;

const shown = ({ vector, answer }: Difference): object => ({
  id: vector.id,
  ...(vector.calendar === undefined ? {} : { calendar: vector.calendar }),
  op: vector.op,
  expected: vector.expected,
  answer,
});
