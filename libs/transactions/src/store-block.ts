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

/** Writes a block that is not stored yet in its place among the terminal's blocks. */
export async function storeBlock(
  tx: Tx,
  terminalId: string,
  position: number,
  { unstored, last, digest }: ReadBlock,
): Promise<void> {
  if (unstored === null) return;
  const { rows, columns, names } = unstored;
  const row = new CopyEncoder(columns.length + names.length + 200);
  row.row(COLUMNS.length);
  row.uuid(uuidBytes(terminalId));
  row.integer(position);
  row.smallint(BLOCK_FORMAT);
  row.integer(rows);
  row.timestamp(last.at);
  row.integer(last.line);
  row.bigint(last.id);
  row.bytes(digest);
  row.bytes(columns);
  row.bytes(names);
  // One of another format may stand there.
  await tx.query('DELETE FROM history_block WHERE terminal_id = $1 AND position = $2', [
    terminalId,
    position,
  ]);
  await copyInto(tx, `history_block (${COLUMNS.join(', ')})`, row.end());
}
