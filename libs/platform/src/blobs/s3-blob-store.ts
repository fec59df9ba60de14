import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import type * as S3 from '@aws-sdk/client-s3';
import { DomainError } from '@thaw/kernel';
import type { BucketSettings } from '../config/file-settings';
import { needBlobKey, isBlobKey, type Area, type BlobStore, type StoredBlob } from './blob-store';
import type { DiskBlobStore } from './disk-blob-store';

type Sdk = typeof S3;

const nothing = (): void => undefined;
/** What fails is thrown, and told where it is caught: the client's own lines would go past our log. */
const QUIET = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * Files in a bucket. On its way there a file rests on this machine's disk: only then are its size and hash known, which the
 * bucket checks, and only so can a transfer that failed be tried again. What lies on the disk from before there was a bucket
 * is read from there.
 */
export class S3BlobStore implements BlobStore {
  private opened: { readonly sdk: Sdk; readonly client: S3.S3Client } | null = null;

  constructor(
    private readonly settings: BucketSettings,
    private readonly disk: DiskBlobStore,
  ) {}

  async put(area: Area, content: Readable, limitBytes: number): Promise<StoredBlob> {
    return this.bring(await this.disk.put(area, content, limitBytes));
  }

  async putBack(key: string, content: AsyncIterable<Uint8Array>): Promise<StoredBlob> {
    return this.bring(await this.disk.putBack(key, content));
  }

  /** From the disk into the bucket. */
  private async bring(blob: StoredBlob): Promise<StoredBlob> {
    try {
      // The client itself tries nothing again whose body is a stream.
      await this.send(blob).catch(() => this.send(blob));
    } catch (error) {
      throw away(error);
    } finally {
      await this.disk.remove(blob.key);
    }
    return blob;
  }

  open(key: string): Readable {
    return Readable.from(this.pieces(needBlobKey(key)), { objectMode: false });
  }

  async remove(key: string): Promise<void> {
    const { sdk, client } = this.bucket();
    await client.send(new sdk.DeleteObjectCommand(this.at(needBlobKey(key))));
    await this.disk.remove(key);
  }

  async olderThan(area: Area, before: Date): Promise<readonly string[]> {
    const { sdk, client } = this.bucket();
    const old = [...(await this.disk.olderThan(area, before))];
    const { bucket: Bucket, prefix } = this.settings;
    for (let from: string | undefined; ;) {
      const page = await client.send(
        new sdk.ListObjectsV2Command({ Bucket, Prefix: `${prefix}${area}/`, ContinuationToken: from }),
      );
      for (const { Key = '', LastModified } of page.Contents ?? []) {
        const key = Key.slice(prefix.length);
        if (isBlobKey(key) && LastModified && LastModified < before) old.push(key);
      }
      from = page.NextContinuationToken;
      if (from === undefined) return [...new Set(old)];
    }
  }

  private async send({ key, sizeBytes, sha256 }: StoredBlob): Promise<void> {
    const { sdk, client } = this.bucket();
    await client.send(
      new sdk.PutObjectCommand({
        ...this.at(key),
        Body: this.disk.open(key),
        ContentLength: sizeBytes,
        ChecksumSHA256: sha256.toString('base64'),
        ContentType: 'application/octet-stream',
      }),
    );
  }

  private async *pieces(key: string): AsyncGenerator<Buffer, void, undefined> {
    const { sdk, client } = this.bucket();
    let body: Readable;
    try {
      const found = await client.send(new sdk.GetObjectCommand(this.at(key)));
      body = found.Body as Readable;
    } catch (error) {
      if (!(error instanceof sdk.NoSuchKey)) throw away(error);
      body = this.disk.open(key);
    }
    yield* body as AsyncIterable<Buffer>;
  }

  private at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.settings.bucket, Key: `${this.settings.prefix}${key}` };
  }

  /** Loaded when it is first needed: it takes half a second and thirty megabytes, and most desks have no bucket. */
  private bucket(): { readonly sdk: Sdk; readonly client: S3.S3Client } {
    if (this.opened) return this.opened;
    const sdk = createRequire(__filename)('@aws-sdk/client-s3') as Sdk;
    const { endpoint, region, accessKeyId, secretAccessKey, pathStyle } = this.settings;
    const client = new sdk.S3Client({
      region,
      ...(endpoint === null ? {} : { endpoint }),
      forcePathStyle: pathStyle,
      logger: QUIET,
      credentials: { accessKeyId, secretAccessKey },
      // Of other vendors' stores not all know the checksums that AWS adds unasked.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // A bucket that hangs must not hold uploads and downloads for ever.
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    });
    return (this.opened = { sdk, client });
  }
}

/** Of a bucket that does not answer: what is in it is as it was. */
const away = (cause: unknown): DomainError =>
  Object.assign(
    new DomainError('DEPENDENCY_UNAVAILABLE', {
      detail: {
        zh: '存放文件的存储暂时无法访问，请稍后再试。',
        en: 'The store of files cannot be reached now: try again shortly.',
      },
    }),
    { cause },
  );
