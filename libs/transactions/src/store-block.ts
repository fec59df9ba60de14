import type { Tx } from '@thaw/platform';
import { CopyEncoder, uuidBytes } from './copy-encoder';
import { copyInto } from './copy-stream';
import type { ReadBlock } from './history-reader';
import { BLOCK_FORMAT } from './records';

const COLUMNS = [
  'terminal_id',
  'position',
  'format',
  'rows',
  'last_at',
  'last_line',
  'last_id',
  'digest',
  'columns',
  'names',
];

/** What of a block is stored. */
export type StorableBlock = Pick<ReadBlock, 'unstored' | 'last' | 'digest'>;

/** Writes a block that is not stored yet in its place among the terminal's blocks. */
export async function storeBlock(
  tx: Tx,
  terminalId: string,
  position: number,
  read: StorableBlock,
): Promise<void> {
  await storeBlocks(tx, terminalId, [{ position, read }]);
}

/** The same for several: for the server they are one statement. */
export async function storeBlocks(
  tx: Tx,
  terminalId: string,
  filled: readonly { readonly position: number; readonly read: StorableBlock }[],
): Promise<void> {
  const placed = filled.flatMap(({ position, read }) =>
    read.unstored === null ? [] : [{ position, read, stored: read.unstored }],
  );
  if (placed.length === 0) return;
  const bytes = placed.reduce(
    (sum, { stored }) => sum + stored.columns.length + stored.names.length + 200,
    0,
  );
  const rows = new CopyEncoder(bytes);
  const terminal = uuidBytes(terminalId);
  for (const { position, read, stored } of placed) {
    rows.row(COLUMNS.length);
    rows.uuid(terminal);
    rows.integer(position);
    rows.smallint(BLOCK_FORMAT);
    rows.integer(stored.rows);
    rows.timestamp(read.last.at);
    rows.integer(read.last.line);
    rows.bigint(read.last.id);
    rows.bytes(read.digest);
    rows.bytes(stored.columns);
    rows.bytes(stored.names);
  }
  // Some of another format may stand there.
  await tx.query('DELETE FROM history_block WHERE terminal_id = $1 AND position = ANY($2)', [
    terminalId,
    placed.map(({ position }) => position),
  ]);
  await copyInto(tx, `history_block_rows (${COLUMNS.join(', ')})`, rows.end());
}
