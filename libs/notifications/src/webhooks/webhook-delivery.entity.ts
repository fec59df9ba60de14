import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';
import type { WebhookFailure } from './post-signed';

/** One event on its way to one endpoint. */
@Entity('webhook_delivery')
@Index('webhook_delivery_event', ['endpointId', 'eventId'], { unique: true })
@Index('webhook_delivery_list', ['endpointId', 'createdAt', 'id'])
@Index('webhook_delivery_due', ['endpointId', 'nextAt'], { where: `state = 'waiting'` })
@Index('webhook_delivery_arrived', ['nextAt'], { where: `state = 'sent'` })
@Index('webhook_delivery_claimed', ['endpointId', 'claimedUntil'], { where: `state = 'waiting'` })
export class WebhookDelivery {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'endpoint_id' })
  endpointId: string;

  /** `msg_…`, the same for every endpoint and at every try: a receiver knows by it what it has already. */
  @Column('text', { name: 'event_id' })
  eventId: string;

  @Column('text')
  type: string;

  @Column('jsonb')
  payload: object;

  @Column('text')
  state: 'waiting' | 'sent' | 'dead';

  /** Since it was made or sent anew. */
  @Column('integer')
  attempts: number;

  @Column('timestamptz', { name: 'next_at' })
  nextAt: Date;

  /** Until then a job is expected to take it up, or a try of it is under way, which then ends with `nextAt`. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil: Date | null;

  /** HTTP status of the last answer. */
  @Column('integer', { name: 'last_status', nullable: true })
  lastStatus: number | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError: WebhookFailure | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}

/** One try, kept as it ended. */
@Entity('webhook_attempt')
@Index('webhook_attempt_delivery', ['deliveryId', 'id'])
export class WebhookAttempt {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'delivery_id' })
  deliveryId: string;

  @Column('timestamptz')
  at: Date;

  @Column('integer', { nullable: true })
  status: number | null;

  @Column('text', { nullable: true })
  error: WebhookFailure | null;
}
