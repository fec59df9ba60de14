import { createHash } from 'node:crypto';
import type { Tx } from '@thaw/platform';
import type { HistoryReader, HistoryReading } from '@thaw/transactions';
import type { HistoryBlock } from '@thaw/transactions/records';

/** Which history was read: the same rows in the same order have the same digest. */
export interface HistoryMark {
  readonly rows: number;
  /** The greatest id read; 0 where there was none. A history is read again as it stood by it. */
  readonly lastId: number;
  /** SHA-256 in hex. */
  readonly digest: string;
}

/** Of a history without rows. */
const NOTHING = createHash('sha256').digest('hex');

/** What takes a history in by blocks. */
interface Fold {
  feedBlock(block: HistoryBlock): void | Promise<void>;
}

/** Feeds the terminal's history to all folds in one read. The transaction should be a snapshot. */
export async function foldHistory(
  reader: HistoryReader,
  tx: Tx,
  terminalId: string,
  folds: readonly Fold[],
  reading: HistoryReading,
  onBlock: (rowsDone: number) => void | Promise<void>,
): Promise<HistoryMark> {
  let mark: HistoryMark = { rows: 0, lastId: 0, digest: NOTHING };
  const blocks = reader.readHistory(tx, terminalId, { ...reading, fleeting: true });
  for await (const { block, maxId, digest } of blocks) {
    for (const fold of folds) await fold.feedBlock(block);
    mark = {
      rows: mark.rows + block.rows,
      lastId: Math.max(mark.lastId, maxId),
      digest: digest.toString('hex'),
    };
    await onBlock(mark.rows);
  }
  return mark;
}
