import { Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import type { MerchantTier } from './merchant.entity';

/** What a merchant is registered to sell, and how the acquirer ranks it. */
export interface MerchantTerms {
  readonly mcc: string;
  readonly tier: MerchantTier;
}

/** That a merchant was registered otherwise: by whom, and what stood there before. Insert-only by grant and by trigger. */
@Entity('merchant_event')
@Index('merchant_event_order', ['merchantId', 'id'])
export class MerchantEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column('uuid', { name: 'merchant_id' })
  merchantId: string;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  @Column('jsonb')
  before: MerchantTerms;

  @Column('jsonb')
  after: MerchantTerms;
}
