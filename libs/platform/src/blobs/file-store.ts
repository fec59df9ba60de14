import { createHash } from 'node:crypto';
import { Transform, pipeline, type Readable } from 'node:stream';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { CONFIG, type Config } from '../config/config';
import { Logger } from '../logging/logger';
import { FILE_BLOBS, type BlobStore, type StoredBlob } from './blob-store';
import { FileKeys, PLAIN, type Sealing } from './file-keys';
import { sealedSize, sealing, unsealing } from './sealed-pieces';

/** A file that was stored: size and hash are those of what came in. */
export interface KeptFile extends StoredBlob, Sealing {}

/** Where a file lies, and how it is sealed. */
export interface FileAt extends Sealing {
  readonly blobKey: string;
}

/** Files of cases: each is sealed under a key of its own on its way to the store, and opened on its way out of it. */
@Injectable()
export class FileStore implements OnModuleInit {
  private readonly keys: FileKeys;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'files'>,
    @Inject(FILE_BLOBS) private readonly blobs: BlobStore,
    private readonly logger: Logger,
  ) {
    this.keys = new FileKeys(config.files.keys);
  }

  onModuleInit(): void {
    if (this.keys.currentId === null)
      this.logger.warn('THAW_FILE_KEY is not set: files of cases are kept unencrypted');
  }

  get currentKeyId(): string | null {
    return this.keys.currentId;
  }

  /** @throws DomainError FILE_TOO_LARGE past so many bytes of what comes in; nothing is left behind. */
  async put(content: Readable, limitBytes: number): Promise<KeptFile> {
    const key = this.keys.currentId === null ? null : FileKeys.newKey();
    const counted = new Counted(limitBytes);
    const way: Readable = key === null ? counted : pipeline(content, counted, sealing(key), () => undefined);
    // Not pipe(): what comes may have broken off already, and pipe() would wait for it for ever.
    if (key === null) pipeline(content, counted, () => undefined);
    const blob = await this.blobs.put('evidence', way, sealedSize(limitBytes));
    return {
      key: blob.key,
      sizeBytes: counted.sizeBytes,
      sha256: counted.sha256(),
      ...(key === null ? PLAIN : this.keys.wrap(blob.key, key)),
    };
  }

  /**
   * The bytes as they came in.
   * @throws FileKeyMissing; the stream fails with SealBroken where they were tampered with.
   */
  open({ blobKey, ...sealed }: FileAt): Readable {
    const key = this.keys.unwrap(blobKey, sealed);
    const stored = this.blobs.open(blobKey);
    return key === null ? stored : pipeline(stored, unsealing(key), () => undefined);
  }

  /** The same key of the file, under the key that is now in use. @throws FileKeyMissing */
  rewrapped({ blobKey, ...sealed }: FileAt): Sealing {
    const key = this.keys.unwrap(blobKey, sealed);
    return key === null ? PLAIN : this.keys.wrap(blobKey, key);
  }

  remove(blobKey: string): Promise<void> {
    return this.blobs.remove(blobKey);
  }

  /** Keys of files that are older than this, whosever they are. */
  olderThan(before: Date): Promise<readonly string[]> {
    return this.blobs.olderThan('evidence', before);
  }
}

/** What passes through is counted and hashed, up to the limit. */
class Counted extends Transform {
  private readonly hash = createHash('sha256');
  private bytes = 0;

  constructor(limitBytes: number) {
    super({
      transform: (chunk: Buffer, _encoding, done) => {
        this.bytes += chunk.length;
        this.hash.update(chunk);
        done(this.bytes > limitBytes ? tooLarge(limitBytes) : null, chunk);
      },
    });
  }

  get sizeBytes(): number {
    return this.bytes;
  }

  sha256(): Buffer {
    return this.hash.digest();
  }
}

const tooLarge = (limitBytes: number): DomainError =>
  new DomainError('FILE_TOO_LARGE', {
    field: 'file',
    detail: { zh: `文件不能超过 ${limitBytes} 字节。`, en: `The file may have at most ${limitBytes} bytes.` },
    extra: { limitBytes },
  });
