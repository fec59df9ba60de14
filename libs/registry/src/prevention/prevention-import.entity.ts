import type { Bilingual } from '@thaw/kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What became of one file of upkeep dates: its receipt. A file is taken in whole, in one transaction. */
@Entity('prevention_import')
@Index('prevention_import_order', ['at', 'id'])
export class PreventionImport {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'file_name' })
  fileName: string;

  /** SHA-256 of the file as it was sent. */
  @Column('bytea', { name: 'content_hash' })
  contentHash: Buffer;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  @Column('integer', { name: 'lines_total' })
  linesTotal: number;

  /** Lines that told something new. */
  @Column('integer')
  accepted: number;

  /** Lines that told what was known. */
  @Column('integer')
  unchanged: number;

  @Column('integer')
  rejected: number;
}

/** A line that was not taken in, and why. */
@Entity('prevention_import_reject')
export class PreventionImportReject {
  @PrimaryColumn('uuid', { name: 'import_id' })
  importId: string;

  @PrimaryColumn('integer')
  line: number;

  /** The column at fault; null: the line as a whole. */
  @Column('text', { nullable: true })
  field: string | null;

  @Column('jsonb')
  message: Bilingual;

  /** The line's known columns, card numbers masked. */
  @Column('text', { array: true })
  cells: string[];
}
