import type { Config } from '../config/config';
import type { BlobStore } from './blob-store';
import { DiskBlobStore } from './disk-blob-store';
import { S3BlobStore } from './s3-blob-store';

/** Where files of cases lie, as the desk is set: in a bucket, or on disk. */
export const fileBlobsOf = (
  config: Pick<Config, 'blobDir' | 'files'>,
  disk = new DiskBlobStore(config),
): BlobStore => (config.files.bucket ? new S3BlobStore(config.files.bucket, disk) : disk);
