import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { PreventionTerms } from './told';

/** That something of a terminal's upkeep was told otherwise: by whom, and what stood there. Insert-only by grant and by trigger. */
@Entity('prevention_event')
@Index('prevention_event_order', ['terminalId', 'id'])
export class PreventionEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  /** The file it came in; null: it was entered. */
  @Column('uuid', { name: 'import_id', nullable: true })
  importId: string | null;

  @Column('jsonb')
  before: PreventionTerms;

  @Column('jsonb')
  after: PreventionTerms;
}
