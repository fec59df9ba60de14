import type { Tx } from '@thaw/platform';
import { CopyEncoder } from './copy-encoder';
import { copyInto } from './copy-stream';
import type { LineRejection } from './intake/line-rejection';

const REJECT_COLUMNS = ['import_id', 'line', 'reason', 'field', 'message', 'columns'];
/** Makes room for most lines without growing. */
const REJECT_BYTES = 300;

/** Keeps the bad lines of an import for its reject file. */
export async function storeRejects(
  tx: Tx,
  importId: Buffer,
  rejected: readonly LineRejection[],
): Promise<void> {
  if (rejected.length === 0) return;
  const rows = new CopyEncoder(rejected.length * REJECT_BYTES);
  for (const { line, reason, field, message, columns } of rejected) {
    rows.row(REJECT_COLUMNS.length);
    rows.uuid(importId);
    rows.integer(line);
    rows.text(reason);
    rows.text(field);
    rows.jsonb(message);
    rows.jsonb(columns);
  }
  await copyInto(tx, `import_reject (${REJECT_COLUMNS.join(', ')})`, rows.end());
}
