import { bigintAsNumber } from '@thaw/platform';
import { Column, PrimaryColumn } from 'typeorm';

/** `quarantined`: it waits for the scanner, and is given to nobody; `refused`: something was found, and it never is. */
export type MalwareScan = 'not_scanned' | 'quarantined' | 'clean' | 'refused';

/** What every table of files says of each; which case's, whose and what for are the tables' own. */
export abstract class StoredFile {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'file_name', type: 'text' })
  fileName: string;

  /** What its bytes say, not what the sender said. */
  @Column({ name: 'media_type', type: 'text' })
  mediaType: string;

  @Column({ name: 'size_bytes', type: 'bigint', transformer: bigintAsNumber })
  sizeBytes: number;

  @Column({ type: 'bytea' })
  sha256: Buffer;

  @Column({ name: 'blob_key', type: 'text' })
  blobKey: string;

  /** Under which key of the configuration the key of its own is wrapped; null: its bytes lie plain, as all once did. */
  @Column({ name: 'key_id', type: 'text', nullable: true })
  keyId: string | null;

  @Column({ name: 'wrapped_key', type: 'bytea', nullable: true })
  wrappedKey: Buffer | null;

  /** When it was erased: name and bytes are gone, and the rest stands. */
  @Column({ name: 'erased_at', type: 'timestamptz', nullable: true, insert: false, update: false })
  erasedAt: Date | null;

  @Column({ name: 'malware_scan', type: 'text' })
  malwareScan: MalwareScan;

  /** The scanner and its signatures, as it said, that looked last. */
  @Column({ name: 'scanned_with', type: 'text', nullable: true })
  scannedWith: string | null;

  /** What was found in it; of what no scanner can look into, `locked`. */
  @Column({ name: 'scan_note', type: 'text', nullable: true })
  scanNote: string | null;

  @Column({ name: 'uploaded_at', type: 'timestamptz' })
  uploadedAt: Date;
}
