import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';

/**
 * Something that somebody who looks at the desk now may want to hear of: an event of a case, or something in an inbox.
 * Triggers write it beside what it tells of, in the same commit.
 */
@Entity('live_event')
@Index('live_event_position', ['position'], { unique: true })
@Index('live_event_unplaced', ['id'], { where: '("position" IS NULL)' })
export class LiveEvent {
  /** In the order of writing, which is not that of committing. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  /** 1, 2, 3 … given once it is committed: whoever has read up to one has missed none before it. */
  @Column({ type: 'bigint', nullable: true })
  position: string | null;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ name: 'case_id', type: 'uuid', nullable: true })
  caseId: string | null;

  @Column({ name: 'event_id', type: 'bigint', nullable: true })
  eventId: string | null;

  /** Whose inbox it is. */
  @Column({ name: 'recipient_id', type: 'uuid', nullable: true })
  recipientId: string | null;
}
