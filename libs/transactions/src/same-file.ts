import type { Tx } from '@thaw/platform';
import type { HistoryImport } from './history-import.entity';
import type { FieldMapping } from './records';

/** A finished import that read the very same bytes in the same way: reading them again would add nothing. */
export type SameFile = Pick<
  HistoryImport,
  'id' | 'header' | 'options' | 'sizeBytes' | 'linesTotal' | 'rejected'
>;

/**
 * The first such import of the terminal. None counts of which old years may have been dropped since: those of its rows
 * are there no more.
 */
export async function findSameFile(
  tx: Tx,
  terminalId: string,
  contentHash: Buffer,
  options: FieldMapping,
): Promise<SameFile | null> {
  const [same] = await tx.query<(Omit<SameFile, 'sizeBytes'> & { sizeBytes: string })[]>(
    `SELECT id, header, options, size_bytes AS "sizeBytes", lines_total AS "linesTotal", rejected
     FROM history_import i
     WHERE terminal_id = $1 AND content_hash = $2 AND options = $3 AND state = 'finished'
       AND NOT EXISTS (SELECT FROM history_drop WHERE dropped_at >= i.created_at)
     ORDER BY created_at, id LIMIT 1`,
    [terminalId, contentHash, JSON.stringify(options)],
  );
  return same ? { ...same, sizeBytes: Number(same.sizeBytes) } : null;
}

/**
 * Does all that there is to do for an import of a file that was read before, without a look at the file or the history:
 * every line is known, save those that were bad then and are bad now. Done twice it changes nothing.
 */
export async function repeatImport(tx: Tx, { id, duplicateOf }: HistoryImport, now: Date): Promise<void> {
  await tx.query(
    `INSERT INTO import_reject (import_id, line, reason, field, message, columns)
     SELECT $1, line, reason, field, message, columns FROM import_reject WHERE import_id = $2
     ON CONFLICT DO NOTHING`,
    [id, duplicateOf],
  );
  await tx.query(
    `UPDATE history_import i SET lines_done = i.lines_total, accepted = 0, rejected = same.rejected,
       duplicates = i.lines_total - same.rejected, progress_at = $3
     FROM history_import same WHERE i.id = $1 AND same.id = $2 AND i.state = 'running'`,
    [id, duplicateOf, now],
  );
}
