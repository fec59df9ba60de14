import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { RegistryQuery, TerminalNumbers } from '@thaw/registry';
import type { FieldMapping } from '../records';
import { findSameFile, type SameFile } from '../same-file';
import { RoutedImport, type RoutedOptions } from './routed-import.entity';

/**
 * The first that routed the very same bytes in the same way, and whose imports have all finished.
 * @param unrouted lines that went to no terminal: where terminals came or went since, there are more or fewer of them.
 */
export async function findSameRouted(
  tx: Tx,
  contentHash: Buffer,
  options: RoutedOptions,
  unrouted: number,
): Promise<RoutedImport | null> {
  const [same] = await tx.query<{ id: string }[]>(
    `SELECT id FROM routed_import r
     WHERE content_hash = $1 AND options = $2 AND rejected = $3 AND failure IS NULL
       AND NOT EXISTS (SELECT FROM history_import WHERE routed_import_id = r.id AND state <> 'finished')
     ORDER BY created_at, id LIMIT 1`,
    [contentHash, JSON.stringify(options), unrouted],
  );
  return same ? tx.findOneByOrFail(RoutedImport, { id: same.id }) : null;
}

/** One terminal's part of a file that was routed before: reading it again would add nothing. */
export interface SamePart {
  readonly terminalId: string;
  readonly contentHash: Buffer;
  readonly mapping: FieldMapping;
  readonly same: SameFile;
}

interface Part extends TerminalNumbers {
  readonly terminalId: string;
  readonly contentHash: Buffer;
  readonly options: FieldMapping;
}

/**
 * The parts of a file of which every line was routed, as long as reading it again would route every line where it went then, and add nothing.
 * Null where it is to be read: a terminal may be gone from the actor's sight, or have another currency by now.
 */
export async function samePartsOf(
  tx: Tx,
  actor: Actor,
  registry: RegistryQuery,
  { id, options }: RoutedImport,
): Promise<readonly SamePart[] | null> {
  const parts = await tx.query<Part[]>(
    `SELECT i.terminal_id AS "terminalId", i.content_hash AS "contentHash", i.options,
       m.merchant_no AS "merchantNo", t.terminal_no AS "terminalNo"
     FROM history_import i JOIN terminal t ON t.id = i.terminal_id JOIN merchant m ON m.id = t.merchant_id
     WHERE i.routed_import_id = $1`,
    [id],
  );
  const found = await registry.terminalsByNumbers(tx, actor, parts);
  const same: SamePart[] = [];
  for (const [i, { terminalId, contentHash, options: read }] of parts.entries()) {
    const terminal = found[i];
    if (typeof terminal !== 'object') return null;
    const mapping = { ...read, currency: options.currency ?? terminal.currency };
    const known = await findSameFile(tx, terminalId, contentHash, mapping);
    if (!known) return null;
    same.push({ terminalId, contentHash, mapping, same: known });
  }
  return same;
}
