import { createReadStream } from 'node:fs';
import { maskCardNumbers } from '@thaw/kernel';
import { FactsFile } from '../scan/facts-file';
import { UsageError, readLocale } from '../scan/scan-arguments';
import { explain, writeAll, type ScanIo } from '../scan/scan.command';
import { readBacktest } from './backtest-arguments';
import { backtestFile, type FileBacktest } from './backtest-file';
import { backtestReport } from './backtest-report';
import { BACKTEST_USAGE } from './backtest-usage';

const DONE = 0;
const NOT_DONE = 2;

/**
 * `thaw backtest FILE.csv[.gz] --sets sets.json`: parameter sets over a file, without server, database or keys.
 * @returns 0 done · 2 a file cannot be read, or the arguments are wrong.
 */
export async function runBacktest(argv: readonly string[], io: ScanIo = process): Promise<number> {
  try {
    const request = await readBacktest(argv);
    if (request === null) {
      io.stdout.write(BACKTEST_USAGE[readLocale(argv)]);
      return DONE;
    }
    const { facts: path, file } = request.scan;
    const facts = path === null ? FactsFile.NONE : await FactsFile.read(path);
    const backtest = await backtestFile(createReadStream(file), request, facts);
    const pieces = request.scan.json ? [jsonOf(backtest)] : backtestReport(backtest, request);
    await writeAll(pieces, io.stdout);
    return DONE;
  } catch (error) {
    const locale = readLocale(argv);
    if (error instanceof UsageError) {
      io.stderr.write(`${maskCardNumbers(error.detail[locale])}\n\n${BACKTEST_USAGE[locale]}`);
    } else {
      io.stderr.write(`${maskCardNumbers(explain(error, locale))}\n`);
    }
    return NOT_DONE;
  }
}

/** `{"transactions": 3899, "duplicates": 0, "rejected": [{"line": 7, "reason": "TIME_INVALID"}], "result": BacktestResult}` */
const jsonOf = ({ transactions, duplicates, rejections, result }: FileBacktest): string =>
  `${JSON.stringify({ transactions, duplicates, rejected: [...rejections.entries()], result })}\n`;
