import type { Client } from 'pg';
import { to } from 'pg-copy-streams';
import { rawConnection, type Tx } from '../database/database';
import type { ArchiveWriter } from './archive-writer';
import { quoted, type TableColumns } from './catalogue';

/**
 * Writes the rows of a table as the transaction sees them, which is to be a snapshot of who owns the tables.
 * @returns how many rows there were.
 */
export async function dumpTable(
  tx: Tx,
  { name, columns }: TableColumns,
  archive: ArchiveWriter,
): Promise<number> {
  const connection = await rawConnection<Client>(tx);
  const copy = to(
    `COPY (SELECT ${columns.map(quoted).join(', ')} FROM public.${quoted(name)}) TO STDOUT (FORMAT binary)`,
  );
  const stream = connection.query(copy);
  // The driver's stream tells of an error without ending.
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  const written = archive.part({ table: name, columns }, stream, () => ({ rows: copy.rowCount }));
  await Promise.race([written, failed]);
  return copy.rowCount;
}
