import { Transform, pipeline, type Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import type { DiskBlobStore, StoredBlob } from '@thaw/platform';

/** As much of a file's head as is needed to know its type: of a workbook, its first parts. */
const HEAD_BYTES = 64 * 1_024;

/**
 * Streams a file into the blob store. Should the database then refuse it, the caller removes it again.
 * @throws DomainError FILE_TOO_LARGE
 */
export async function storeUpload(
  blobs: DiskBlobStore,
  content: Readable,
  limitBytes: number,
): Promise<{ readonly blob: StoredBlob; readonly head: Buffer }> {
  const chunks: Buffer[] = [];
  let kept = 0;
  // A transform, not a listener: a listener would let the first bytes flow away before the store is ready for them.
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (kept < HEAD_BYTES) chunks.push(chunk);
      kept += chunk.length;
      done(null, chunk);
    },
  });
  // Not pipe(): the upload may have broken off while the case was asked, and pipe() would wait for it for ever.
  pipeline(content, through, () => undefined);
  const blob = await blobs.put('evidence', through, limitBytes);
  return { blob, head: Buffer.concat(chunks) };
}

/** Found from the bytes, whatever name or header says; which of them an item takes, its reference data say. */
export const typeOf = async (head: Buffer): Promise<string> =>
  (await fileTypeFromBuffer(head))?.mime ?? 'application/octet-stream';
