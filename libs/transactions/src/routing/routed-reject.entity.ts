import type { Bilingual } from '@thaw/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A line of a routed file that is in no import of it. Nothing of a card number is in it. */
@Entity('routed_reject')
export class RoutedReject {
  @PrimaryColumn('uuid', { name: 'routed_import_id' })
  routedImportId: string;

  /** The file's line, 1-based; the header is line 1. */
  @PrimaryColumn('integer')
  line: number;

  /** A stable code. */
  @Column('text')
  reason: string;

  /** The field at fault; null where it is the line as a whole. */
  @Column('text', { nullable: true })
  field: string | null;

  @Column('jsonb')
  message: Bilingual;

  /** The line's cells, card numbers masked. */
  @Column('jsonb')
  columns: readonly string[];
}
