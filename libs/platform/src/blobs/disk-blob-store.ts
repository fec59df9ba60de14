import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { CONFIG, type Config } from '../config/config';

export interface StoredBlob {
  readonly key: string;
  readonly sizeBytes: number;
  readonly sha256: Buffer;
}

/** A blob that is not whole yet, as its path below the folder says. */
const PARTIAL_NAME = /^(evidence|intake)\/[0-9a-f]{2}\/[0-9a-f-]{36}\.partial$/;

/** Files on disk under keys of our own making: a name given by a user never becomes a path. */
@Injectable()
export class DiskBlobStore {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'blobDir'>) {}

  /**
   * Streams to disk, hashing on the way; the file appears under its key only when it is whole and synced.
   * @throws DomainError FILE_TOO_LARGE past `limitBytes`; nothing is left behind.
   */
  async put(area: 'evidence' | 'intake', content: Readable, limitBytes: number): Promise<StoredBlob> {
    const id = randomUUID();
    const key = `${area}/${id.slice(0, 2)}/${id}`;
    const path = join(this.config.blobDir, key);
    // It may break while its folder is being made, when nobody reads it yet: the pipeline finds out.
    content.once('error', () => undefined);
    const partial = `${path}.partial`;
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        if (sizeBytes > limitBytes) {
          done(
            new DomainError('FILE_TOO_LARGE', {
              detail: `The file is larger than ${limitBytes} bytes.`,
              field: 'file',
            }),
          );
          return;
        }
        hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // Opened here and not by a stream: one that breaks early would still be opening its file after it was removed.
      const created = await open(partial, 'wx', 0o600);
      await pipeline(content, measure, created.createWriteStream());
      const written = await open(partial, 'r');
      await written.sync().finally(() => written.close());
      await rename(partial, path);
    } catch (error) {
      content.destroy();
      await rm(partial, { force: true });
      throw error;
    }
    return { key, sizeBytes, sha256: hash.digest() };
  }

  open(key: string): Readable {
    return createReadStream(this.path(key));
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

  private path(key: string): string {
    if (!/^(evidence|intake)\/[0-9a-f]{2}\/[0-9a-f-]{36}$/.test(key)) throw new Error('not a blob key');
    return join(this.config.blobDir, key);
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
