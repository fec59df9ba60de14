import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What can be found, and of what kind it is. */
export type SearchSource = 'case' | 'device' | 'message' | 'note';

/**
 * A text by which a case is found. Written in the transaction of what it is of; deleted with it, nothing else is to erase.
 * SQL writes and reads it; TypeORM knows it by its decorator alone.
 * @public
 */
@Entity('case_search')
@Index('case_search_order', ['at', 'sourceId', 'caseId'])
@Index('case_search_merchant', ['merchantId', 'at', 'sourceId', 'caseId'], { where: 'merchant_sees' })
@Index('case_search_grams', ['grams'])
export class CaseSearchRow {
  /** Of the message, the note or the device; of the case itself its own id. */
  @PrimaryColumn({ name: 'source_id', type: 'uuid' })
  sourceId: string;

  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  source: SearchSource;

  @Column({ name: 'merchant_id', type: 'uuid' })
  merchantId: string;

  /** Notes never: the table holds it too. */
  @Column({ name: 'merchant_sees', type: 'boolean' })
  merchantSees: boolean;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  form: string;

  @Column({ type: 'text', array: true })
  grams: readonly string[];
}

/**
 * What was written before there was a search becomes findable case by case, in the order of their ids: until this one.
 * No row: all is findable.
 * @public
 */
@Entity('search_fill')
export class SearchFill {
  @PrimaryColumn({ type: 'boolean', default: true })
  single: boolean;

  @Column({ type: 'uuid', nullable: true })
  through: string | null;
}
