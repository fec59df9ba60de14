import type { StoredFile } from '../entities';

export interface StoredFileView {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Of the bytes as stored, in hex. */
  readonly sha256: string;
  readonly malwareScan: string;
}

/** A file as it is shown wherever there are files; never where its bytes lie. */
export const storedFile = ({
  id,
  fileName,
  mediaType,
  sizeBytes,
  sha256,
  malwareScan,
}: StoredFile): StoredFileView => ({
  ...{ id, fileName, mediaType, sizeBytes, malwareScan },
  sha256: sha256.toString('hex'),
});

export interface UploadedFileView extends StoredFileView {
  readonly uploadedAt: Date;
}

/** With the time at which it came. */
export const uploadedFile = (file: StoredFile): UploadedFileView => ({
  ...storedFile(file),
  uploadedAt: file.uploadedAt,
});
