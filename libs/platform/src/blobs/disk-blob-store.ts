import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config';
import { needBlobKey, isBlobKey, type Area, type BlobStore, type StoredBlob } from './blob-store';
import { GrowingBlob } from './growing-blob';

/** A blob that is not whole yet, as its path below the folder says. */
const PARTIAL_NAME = /^(evidence|intake)\/[0-9a-f]{2}\/[0-9a-f-]{36}\.partial$/;

/** Files on disk under keys of our own making: a name given by a user never becomes a path. */
@Injectable()
export class DiskBlobStore implements BlobStore {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'blobDir'>) {}

  /** A file that is written piece by piece, and may be read meanwhile; its writer keeps or discards it. */
  async begin(area: Area, limitBytes: number): Promise<GrowingBlob> {
    const id = randomUUID();
    const key = `${area}/${id.slice(0, 2)}/${id}`;
    return GrowingBlob.create(key, join(this.config.blobDir, key), limitBytes);
  }

  /**
   * Streams to disk, hashing on the way; the file appears under its key only when it is whole and synced.
   * @throws DomainError FILE_TOO_LARGE past `limitBytes`; nothing is left behind.
   */
  async put(area: Area, content: Readable, limitBytes: number): Promise<StoredBlob> {
    // It may break while its folder is being made, when nobody reads it yet: reading it finds out.
    content.once('error', () => undefined);
    const hash = createHash('sha256');
    let blob: GrowingBlob | null = null;
    try {
      blob = await this.begin(area, limitBytes);
      for await (const piece of content as AsyncIterable<Uint8Array | string>) {
        const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
        hash.update(bytes);
        await blob.write(bytes);
      }
      await blob.keep();
      return { key: blob.key, sizeBytes: blob.sizeBytes, sha256: hash.digest() };
    } catch (error) {
      content.destroy();
      await blob?.discard();
      throw error;
    }
  }

  /**
   * A file that comes back from a backup, under the key that it had: whole and synced, or not there. What is there under
   * this key already is written over.
   */
  async putBack(key: string, content: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    const hash = createHash('sha256');
    const path = this.path(key);
    // Of one that was killed while it wrote: nobody else writes under this key.
    await rm(`${path}.partial`, { force: true });
    const blob = await GrowingBlob.create(key, path, Number.MAX_SAFE_INTEGER);
    try {
      for await (const bytes of content) {
        hash.update(bytes);
        await blob.write(bytes);
      }
      await blob.keep();
      return { key, sizeBytes: blob.sizeBytes, sha256: hash.digest() };
    } catch (error) {
      await blob.discard();
      throw error;
    }
  }

  /** @param pieceBytes that are read at once: more for who reads much and needs no more than one piece at a time. */
  open(key: string, pieceBytes = 64 * 1024): Readable {
    return createReadStream(this.path(key), { highWaterMark: pieceBytes });
  }

  async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true });
  }

  /**
   * Removes what uploads left behind that a crash cut off: nobody else knows of those files. One that still grows is as
   * young as its last byte.
   * @returns how many there were.
   */
  async removeAbandoned(before: Date): Promise<number> {
    let removed = 0;
    for (const file of await filesBelow(this.config.blobDir)) {
      if (!PARTIAL_NAME.test(file)) continue;
      const path = join(this.config.blobDir, file);
      // It may have been finished, or removed by another worker, since it was listed.
      const found = await stat(path).catch(() => null);
      if (!found || found.mtime >= before) continue;
      await rm(path, { force: true });
      removed += 1;
    }
    return removed;
  }

  /** Keys of whole files that are older than this, whosever they are. */
  async olderThan(area: Area, before: Date): Promise<readonly string[]> {
    const old: string[] = [];
    for (const file of await filesBelow(join(this.config.blobDir, area))) {
      const key = `${area}/${file}`;
      if (!isBlobKey(key)) continue;
      const found = await stat(this.path(key)).catch(() => null);
      if (found && found.mtime < before) old.push(key);
    }
    return old;
  }

  private path(key: string): string {
    return join(this.config.blobDir, needBlobKey(key));
  }
}

/** Empty where nothing has been put yet. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder, { recursive: true })).map((path) => path.split(sep).join('/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
