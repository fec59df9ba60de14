import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One thing told to one recipient in the product's own inbox. Opening it is the proof of delivery. */
@Entity('notification')
@Index('notification_inbox', ['recipientId', 'createdAt', 'id'])
@Index('notification_unrouted', ['createdAt', 'id'], { where: 'routed_at IS NULL' })
@Index('notification_case', ['caseId', 'createdAt', 'id'])
export class Notification {
  @PrimaryColumn('uuid')
  id: string;

  /** The same key twice is one notification: a job that runs again tells nobody twice. */
  @Column({ name: 'dedupe_key', type: 'text', unique: true })
  dedupeKey: string;

  @Column({ name: 'recipient_kind', type: 'text' })
  recipientKind: 'merchant' | 'user';

  @Column({ name: 'recipient_id', type: 'uuid' })
  recipientId: string;

  @Column({ name: 'case_id', type: 'uuid', nullable: true })
  caseId: string | null;

  @Column({ type: 'text' })
  template: string;

  /** What the template needs, already fit for the recipient's eyes. */
  @Column({ type: 'jsonb' })
  content: Readonly<Record<string, unknown>>;

  @Column({ name: 'created_at', type: 'timestamptz' })
  createdAt: Date;

  @Column({ name: 'delivered_at', type: 'timestamptz', nullable: true })
  deliveredAt: Date | null;

  /** Since when it is settled who is told of it by which channel; null until then. */
  @Column({ name: 'routed_at', type: 'timestamptz', nullable: true })
  routedAt: Date | null;

  /** No quiet hours hold it up. */
  @Column({ name: 'round_the_clock', type: 'boolean' })
  roundTheClock: boolean;
}
