import type { Readable } from 'node:stream';

export type Area = 'evidence' | 'intake';

export interface StoredBlob {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

/** Bytes under keys of our own making. What it holds is never rewritten. */
export interface BlobStore {
  /**
   * It is there under its key only when all of it is.
   * @throws DomainError FILE_TOO_LARGE past `limitBytes`; nothing is left behind.
   */
  put(area: Area, content: Readable, limitBytes: number): Promise<StoredBlob>;
  /** A file that comes back from a backup, under the key that it had; what is there already is written over. */
  putBack(key: string, content: AsyncIterable<Uint8Array>): Promise<StoredBlob>;
  /** What is not there shows by the stream's failing. @throws Error where the key is none of ours */
  open(key: string): Readable;
  /** Twice does no harm. @throws Error where the key is none of ours */
  remove(key: string): Promise<void>;
  /** Keys of what is older than this, whosever it is. */
  olderThan(area: Area, before: Date): Promise<readonly string[]>;
}

/** Nest's injection token for the {@link BlobStore} of files of cases. */
export const FILE_BLOBS = Symbol('FILE_BLOBS');

const KEY = /^(evidence|intake)\/[0-9a-f]{2}\/[0-9a-f-]{36}$/;

export const isBlobKey = (key: string): boolean => KEY.test(key);

/** @throws Error where the key is none of ours: a name that somebody gave never becomes a path. */
export function needBlobKey(key: string): string {
  if (isBlobKey(key)) return key;
  throw new Error('not a blob key');
}
