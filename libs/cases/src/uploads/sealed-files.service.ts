import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database, FileStore, Logger, type FileAt, type KeptFile, type Tx } from '@thaw/platform';
import { FILE_KINDS, type FileKind } from './file-kinds';
import { UnsentUploads } from './unsent-uploads.service';

const ROWS_AT_ONCE = 200;

interface FileRow extends FileAt {
  readonly id: string;
  readonly sizeBytes: string;
  readonly sha256: Buffer;
}

/**
 * Brings stored files under the key that is now in use: of those sealed under another the own key is wrapped anew, and
 * the bytes stay; what still lies plain is sealed.
 */
@Injectable()
export class SealedFiles {
  constructor(
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly uploads: UnsentUploads,
    private readonly logger: Logger,
  ) {}

  /**
   * A sweep, which may be cut off anywhere. What cannot be opened is logged and left as it is.
   * @returns how many files it brought over.
   */
  async followKey(): Promise<number> {
    const keyId = this.files.currentKeyId;
    if (keyId === null) return 0;
    let [brought, left] = [0, 0];
    for (const table of FILE_KINDS) {
      for (let after = NO_ID; ;) {
        const rows = await this.inTransaction((tx) =>
          tx.query<FileRow[]>(elsewhere(table), [keyId, after, ROWS_AT_ONCE]),
        );
        // A proof that was taken over lies in the bytes of the one it was taken from.
        const first = new Map(rows.map((row) => [row.blobKey, row]));
        for (const row of first.values()) {
          if (await this.bring(table, row)) brought += 1;
          else left += 1;
        }
        after = rows.at(-1)?.id ?? after;
        if (rows.length < ROWS_AT_ONCE) break;
      }
    }
    if (brought + left > 0)
      this.logger.info({ keyId, brought, left }, 'files were brought under the key in use');
    return brought;
  }

  private async bring(table: FileKind, row: FileRow): Promise<boolean> {
    try {
      if (row.wrappedKey === null) return await this.seal(table, row);
      const { keyId, wrappedKey } = this.files.rewrapped(row);
      await this.inTransaction((tx) =>
        tx.query(
          `UPDATE ${table} SET key_id = $2, wrapped_key = $3 WHERE blob_key = $1 AND wrapped_key = $4`,
          [row.blobKey, keyId, wrappedKey, row.wrappedKey],
        ),
      );
      return true;
    } catch (error) {
      this.logger.error(
        { table, fileId: row.id, err: error },
        'a file cannot be brought under the key in use',
      );
      return false;
    }
  }

  private async seal(table: FileKind, row: FileRow): Promise<boolean> {
    const kept = await this.files.put(this.files.open(row), Number(row.sizeBytes));
    try {
      if (!kept.sha256.equals(row.sha256)) throw new Error('a stored file is not what came in');
      await this.inTransaction((tx) => moveTo(tx, table, row.blobKey, kept));
    } catch (error) {
      await this.files.remove(kept.key);
      throw error;
    }
    await this.uploads.removeUnnamed([row.blobKey, kept.key]);
    return true;
  }

  private inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.asActor(systemActor('worker'), work);
  }
}

/** Whoever takes a proof over to another case has locked its own: the copy names the old place or the new, never one that is gone. */
async function moveTo(tx: Tx, table: FileKind, blobKey: string, kept: KeptFile): Promise<void> {
  await tx.query(
    `SELECT FROM freeze_case WHERE id IN (SELECT case_id FROM ${table} WHERE blob_key = $1) ORDER BY id FOR UPDATE`,
    [blobKey],
  );
  await tx.query(
    `UPDATE ${table} SET blob_key = $2, key_id = $3, wrapped_key = $4 WHERE blob_key = $1 AND wrapped_key IS NULL`,
    [blobKey, kept.key, kept.keyId, kept.wrappedKey],
  );
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

const elsewhere = (table: FileKind): string => `
SELECT id, blob_key AS "blobKey", key_id AS "keyId", wrapped_key AS "wrappedKey", size_bytes AS "sizeBytes", sha256
FROM ${table} WHERE key_id IS DISTINCT FROM $1 AND erased_at IS NULL AND id > $2 ORDER BY id LIMIT $3`;
