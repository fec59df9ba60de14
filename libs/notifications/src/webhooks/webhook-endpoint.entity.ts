import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where a machine client hears of cases. A removed one stays for what was sent to it, and is seen by nobody. */
@Entity('webhook_endpoint')
export class WebhookEndpoint {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  url: string;

  @Column('text')
  description: string;

  /** Empty: all. */
  @Column('text', { name: 'event_types', array: true })
  eventTypes: string[];

  @Column('text')
  state: 'active' | 'disabled' | 'removed';

  /** Why it is disabled. */
  @Column('text', { nullable: true })
  reason: 'by_admin' | 'gone' | 'failing' | null;

  @Column('text', { name: 'created_by' })
  createdBy: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  /** The first failure since the last success. */
  @Column('timestamptz', { name: 'failing_since', nullable: true })
  failingSince: Date | null;
}

/** What an endpoint's messages are signed with: sealed, and valid until it expires. */
@Entity('webhook_secret')
@Index('webhook_secret_endpoint', ['endpointId'])
export class WebhookSecret {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'endpoint_id' })
  endpointId: string;

  @Column('bytea')
  sealed: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;
}
