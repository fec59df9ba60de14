import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { BIGINT } from '../bigint.transformer';
import type { FieldMapping } from '../records';

/**
 * One file whose lines were routed to the histories of the terminals that they name: the parent of an import for each of
 * them. It is written once; how far it is, and what became of its lines, its imports say.
 */
@Entity('routed_import')
@Index('routed_import_content', ['contentHash', 'createdAt'])
export class RoutedImport {
  @PrimaryColumn('uuid')
  id: string;

  /** Fit to be shown: without folders and card numbers. */
  @Column('text', { name: 'file_name' })
  fileName: string;

  /** SHA-256 of the upload as it was sent. */
  @Column('bytea', { name: 'content_hash' })
  contentHash: Buffer;

  /** Of the upload as it was sent. */
  @Column('bigint', { name: 'size_bytes', transformer: BIGINT })
  sizeBytes: number;

  /** Without a currency: each terminal's own. */
  @Column('jsonb')
  options: RoutedOptions;

  /** The file's column names, card numbers masked. */
  @Column('jsonb')
  header: readonly string[];

  /** The finished one that routed the very same bytes in the same way. */
  @Column('uuid', { name: 'duplicate_of', nullable: true })
  duplicateOf: string | null;

  /** One bad line, whichever terminal's, and no line of the file becomes a transaction. */
  @Column('boolean')
  strict: boolean;

  /** To whose histories lines were routed. */
  @Column('integer')
  terminals: number;

  /** Lines after the header, blank ones not counted. */
  @Column('integer', { name: 'lines_total' })
  linesTotal: number;

  /** Lines in `routed_reject`: those that went to no terminal; where the file was refused, all bad ones. */
  @Column('integer')
  rejected: number;

  /** LINES_REJECTED where it was refused: there are no imports of it then. Null else. */
  @Column('text', { nullable: true })
  failure: string | null;

  /** `actorRef` of who sent it. */
  @Column('text', { name: 'created_by' })
  createdBy: string;

  /** When its imports were asked for. */
  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}

/** How a file of several terminals is read: as any, but for the currency of lines that name none. */
export type RoutedOptions = Omit<FieldMapping, 'currency'> & { readonly currency?: string };
