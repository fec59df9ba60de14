import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { PersonalChannel } from './channels';

/** That somebody is reached elsewhere from then on: by whom it was said. Addresses are masked. Insert-only. */
@Entity('contact_change')
@Index('contact_change_order', ['userId', 'id'])
export class ContactChange {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('text')
  channel: PersonalChannel;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  /** Null: there was none. */
  @Column('text', { nullable: true })
  before: string | null;

  /** Null: there is none any more. */
  @Column('text', { nullable: true })
  after: string | null;
}
