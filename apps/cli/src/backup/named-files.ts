import type { FileAt, Tx } from '@thaw/platform';

export interface NamedFile extends FileAt {
  /** Of the row that names it. */
  readonly id: string;
  /** Of its content, as the row says; null where no row does. */
  readonly sha256: Buffer | null;
}

const PAGE = 1_000;

/** Of each place one: a proof that was taken over lies in the same bytes as the one it was taken from. */
const NAMED = `
SELECT DISTINCT ON (key) id, key AS "blobKey", sha256, key_id AS "keyId", wrapped_key AS "wrappedKey" FROM (
  ${['evidence_file', 'proof_file', 'message_file', 'note_file']
    .map(
      (table) =>
        `SELECT id, blob_key AS key, sha256, key_id, wrapped_key FROM ${table} WHERE erased_at IS NULL UNION ALL `,
    )
    .join('')}
  SELECT id, intake_key, NULL, NULL, NULL FROM history_import WHERE state IN ('queued', 'running') AND intake_key <> ''
) named`;

/** Every file that rows name which the transaction sees. */
export async function* namedFiles(tx: Tx): AsyncGenerator<NamedFile, void, undefined> {
  for (let after = ''; ;) {
    const rows = await tx.query<NamedFile[]>(`${NAMED} WHERE key > $1 ORDER BY key LIMIT $2`, [after, PAGE]);
    yield* rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)?.blobKey ?? after;
  }
}

/** Whether the row still wants a file, be it another by now: one that was sealed meanwhile lies elsewhere. */
export async function isStillWanted(tx: Tx, id: string): Promise<boolean> {
  return (await tx.query<object[]>(`${NAMED} WHERE id = $1`, [id])).length > 0;
}
