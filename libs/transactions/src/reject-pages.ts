import type { Actor, Locale } from '@thaw/kernel';
import type { Database } from '@thaw/platform';
import { rejectRow, type RejectedLine } from './reject-file';
import type { RejectTable } from './store-rejects';

/** Rejected lines fetched at a time: as many as fit, since each may be long; at least one. */
const REJECTS_AT_ONCE = 500;
const REJECT_BYTES_AT_ONCE = 1024 ** 2;

const nextRejects = ({ table, owner }: RejectTable): string => `
  SELECT line, reason, field, message, columns
  FROM (
    SELECT *, sum(bytes) OVER (ORDER BY line) - bytes AS bytes_before
    FROM (
      SELECT line, reason, field, message, columns, octet_length(columns::text) AS bytes
      FROM ${table} WHERE ${owner} = $1 AND line > $2 ORDER BY line LIMIT $3
    ) next
  ) sized
  WHERE bytes_before < $4 ORDER BY line`;

/** The lines of a reject file as CSV text, piece by piece. Nothing is held open between the pieces, however slowly they are read. */
export async function* rejectPages(
  database: Database,
  actor: Actor,
  from: RejectTable,
  ownerId: string,
  locale: Locale,
): AsyncGenerator<string, void, undefined> {
  for (let after = 0; ;) {
    const rows = await database.asActor(actor, (tx) =>
      tx.query<RejectedLine[]>(nextRejects(from), [ownerId, after, REJECTS_AT_ONCE, REJECT_BYTES_AT_ONCE]),
    );
    const last = rows.at(-1);
    if (!last) return;
    yield rows.map((row) => rejectRow(row, locale)).join('');
    after = last.line;
  }
}
