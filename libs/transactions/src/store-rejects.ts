import type { Tx } from '@thaw/platform';
import { CopyEncoder } from './copy-encoder';
import { copyInto } from './copy-stream';
import type { Rejection } from './records';

/** Where bad lines are kept, and by which column of whose. */
export interface RejectTable {
  readonly table: 'import_reject' | 'routed_reject';
  readonly owner: 'import_id' | 'routed_import_id';
}

export const IMPORT_REJECTS: RejectTable = { table: 'import_reject', owner: 'import_id' };
export const ROUTED_REJECTS: RejectTable = { table: 'routed_reject', owner: 'routed_import_id' };

/** A bad line, whoever found it so; reasons are stable codes. */
export interface KeptRejection extends Omit<Rejection, 'reason'> {
  readonly reason: string;
}

const REJECT_COLUMNS = ['line', 'reason', 'field', 'message', 'columns'];
/** Makes room for most lines without growing. */
const REJECT_BYTES = 300;

/** Keeps the bad lines of an import for its reject file. */
export async function storeRejects(
  tx: Tx,
  ownerId: Buffer,
  rejected: readonly KeptRejection[],
  { table, owner } = IMPORT_REJECTS,
): Promise<void> {
  if (rejected.length === 0) return;
  const rows = new CopyEncoder(rejected.length * REJECT_BYTES);
  for (const { line, reason, field, message, columns } of rejected) {
    rows.row(REJECT_COLUMNS.length + 1);
    rows.uuid(ownerId);
    rows.integer(line);
    rows.text(reason);
    rows.text(field);
    rows.jsonb(message);
    rows.jsonb(columns);
  }
  await copyInto(tx, `${table}_rows (${[owner, ...REJECT_COLUMNS].join(', ')})`, rows.end());
}
