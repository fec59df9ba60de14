import { readFile } from 'node:fs/promises';
import { readSets, type NamedSet } from '@thaw/risk/engine';
import { changeSettings, defaultSettings } from '@thaw/risk/rules';
import { readArguments, refusedAsUsage, UsageError, type ScanRequest } from '../scan/scan-arguments';

export interface BacktestRequest {
  /** The history, as `thaw scan` reads it. */
  readonly scan: ScanRequest;
  readonly sets: readonly NamedSet[];
}

/**
 * Reads the arguments after `thaw backtest`, and the file of the sets; null where help is asked for.
 * @throws UsageError saying what is wrong with them; an error of the file system where the sets cannot be read.
 */
export async function readBacktest(argv: readonly string[]): Promise<BacktestRequest | null> {
  const { file, rest } = takeSets(argv);
  const scan = readArguments(rest);
  if (scan === null) return null;
  if (file === null) {
    throw new UsageError({
      zh: '缺少参数组文件：--sets sets.json',
      en: 'the file with the parameter sets is missing: --sets sets.json',
    });
  }
  if (scan.html !== null) {
    throw new UsageError({ zh: '回测没有 --html 报告。', en: 'a backtest has no --html report.' });
  }
  const text = await readFile(file, 'utf8');
  const { rules, parameters } = scan;
  const sets = refusedAsUsage(() => {
    const changes = new Map(
      Object.entries(parameters).map(([code, ofRule]) => [code, { parameters: ofRule }]),
    );
    return readSets(text, rules, changeSettings(defaultSettings(rules), changes, rules));
  });
  return { scan, sets };
}

/** Everything but `--sets FILE` is as `thaw scan` has it. */
function takeSets(argv: readonly string[]): { file: string | null; rest: string[] } {
  const rest: string[] = [];
  const files: string[] = [];
  const end = argv.includes('--') ? argv.indexOf('--') : argv.length;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] as string;
    if (i < end && argument.startsWith('--sets=')) files.push(argument.slice('--sets='.length));
    else if (i < end && argument === '--sets' && argv[i + 1] !== undefined) files.push(argv[++i] as string);
    else rest.push(argument);
  }
  if (files.length > 1) {
    throw new UsageError({ zh: '--sets 只能给出一次。', en: '--sets is to be given once.' });
  }
  return { file: files[0] ?? null, rest };
}
