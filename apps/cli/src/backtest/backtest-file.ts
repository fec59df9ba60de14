import { Zone } from '@thaw/kernel';
import { BacktestEngine, BacktestSum, partOf, planFolds, type BacktestResult } from '@thaw/risk/engine';
import type { FactsFile } from '../scan/facts-file';
import type { RejectionLog } from '../scan/rejection-log';
import { readFileHistories } from '../scan/scan-file';
import type { BacktestRequest } from './backtest-arguments';

export interface FileBacktest {
  /** As `thaw scan` counts them. */
  readonly transactions: number;
  readonly duplicates: number;
  readonly rejections: RejectionLog;
  readonly result: BacktestResult;
}

/**
 * All sets over a file in one pass, each terminal's history in the order of time.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID
 */
export async function backtestFile(
  source: AsyncIterable<Uint8Array>,
  { scan, sets }: BacktestRequest,
  given: FactsFile,
): Promise<FileBacktest> {
  const { mapping } = scan;
  const zone = new Zone(mapping.timeZone);
  const { terminals, ...read } = await readFileHistories(source, scan, zone, given);
  const ofSets = sets.map(({ rules }) => rules);
  const plan = planFolds(ofSets);
  const sum = new BacktestSum(plan, sets);
  for (const { facts, rows } of terminals) {
    const engine = new BacktestEngine({ plan, facts, zone, currency: mapping.currency });
    for (const row of rows) engine.feed(row);
    sum.add(partOf(engine.finish(), plan, ofSets), null);
  }
  return { ...read, result: sum.result() };
}
