import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { Site } from './site';

/** What rules measure a terminal by, as the registry was told. */
export interface TerminalTerms {
  readonly expectedTicketFen: number | null;
  readonly site: Site | null;
}

/** That a terminal's terms were told otherwise: by whom, and what they were before. Insert-only by grant and by trigger. */
@Entity('terminal_event')
@Index('terminal_event_order', ['terminalId', 'id'])
export class TerminalEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  @Column('jsonb')
  before: TerminalTerms;

  @Column('jsonb')
  after: TerminalTerms;
}
