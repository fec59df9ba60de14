import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BIGINT } from './bigint.transformer';
import type { FieldMapping } from './records';

export const IMPORT_STATES = ['queued', 'running', 'finished', 'failed', 'cancelled', 'refused'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** One history file on its way into a terminal's history, and the receipt of what became of its lines. */
@Entity('history_import')
@Index('history_import_routed', ['routedImportId'], { where: '(routed_import_id IS NOT NULL)' })
export class HistoryImport {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** The case on whose page it was sent in; null where it came by the terminal's door. */
  @Column('uuid', { name: 'case_id', nullable: true })
  caseId: string | null;

  /** The file of several terminals whose lines of this one it holds; hash and size are of those lines then. */
  @Column('uuid', { name: 'routed_import_id', nullable: true })
  routedImportId: string | null;

  /** Fit to be shown: without folders and card numbers. */
  @Column('text', { name: 'file_name' })
  fileName: string;

  /** SHA-256 of the upload as it was sent. */
  @Column('bytea', { name: 'content_hash' })
  contentHash: Buffer;

  /** Of the upload as it was sent. */
  @Column('bigint', { name: 'size_bytes', transformer: BIGINT })
  sizeBytes: number;

  /** Where the blob store keeps the masked lines until the job has read them; the file is gone after that. Empty: there never was one. */
  @Column('text', { name: 'intake_key' })
  intakeKey: string;

  @Column('jsonb')
  options: FieldMapping;

  /** The file's column names, card numbers masked. */
  @Column('jsonb')
  header: readonly string[];

  /** The finished import of this terminal that read the very same bytes in the same way. */
  @Column('uuid', { name: 'duplicate_of', nullable: true })
  duplicateOf: string | null;

  /** To be read in whole or not at all: one bad line, and no line becomes a transaction. */
  @Column('boolean', { default: false })
  strict: boolean;

  @Column('text')
  state: ImportState;

  /** Lines after the header, blank ones not counted. */
  @Column('integer', { name: 'lines_total' })
  linesTotal: number;

  /** Lines read and committed; the next three add up to it, save where it was refused: then only bad lines are told. */
  @Column('integer', { name: 'lines_done', default: 0 })
  linesDone: number;

  /** How far that is in the file as it was sent. */
  @Column('bigint', { name: 'bytes_done', default: 0, transformer: BIGINT })
  bytesDone: number;

  @Column('integer', { default: 0 })
  accepted: number;

  @Column('integer', { default: 0 })
  duplicates: number;

  @Column('integer', { default: 0 })
  rejected: number;

  /** Why it failed or was refused, as a code that `explainFailure` puts into words. */
  @Column('text', { nullable: true })
  failure: string | null;

  /** `actorRef` of who sent it. */
  @Column('text', { name: 'created_by' })
  createdBy: string;

  /** When the last byte was in; the `received_at` of its transactions. */
  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  startedAt: Date | null;

  /** When something last moved: sent in, lines committed, or its lost job asked for anew. */
  @Column('timestamptz', { name: 'progress_at' })
  progressAt: Date;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}
