import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

export const MERCHANT_TIERS = ['standard', 'key'] as const;
export type MerchantTier = (typeof MERCHANT_TIERS)[number];

/** A merchant. Its number names acquirer, area, MCC and sequence, and never changes. */
@Entity('merchant')
@Index('merchant_social_credit_code', ['socialCreditCode'])
@Index('merchant_place', ['place'])
@Unique('merchant_merchant_no_key', ['merchantNo'])
export class Merchant {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'merchant_no' })
  merchantNo: string;

  @Column('text')
  name: string;

  @Column('text', { name: 'social_credit_code' })
  socialCreditCode: string;

  @Column('text')
  mcc: string;

  /** When the category was last corrected, and by whom; the merchant number keeps the one it was given under. */
  @Column('timestamptz', { name: 'mcc_corrected_at', nullable: true })
  mccCorrectedAt: Date | null;

  @Column('text', { name: 'mcc_corrected_by', nullable: true })
  mccCorrectedBy: string | null;

  @Column('text')
  address: string;

  /** The address without what people write now so, now so; Postgres makes it, and only it asks for it. */
  @Column({ type: 'text', nullable: true, select: false, insert: false, update: false })
  readonly place?: string | null;

  /** Trading hours in seconds of the local day, both inside, past midnight where `hoursTo` is less; both null: not told. */
  @Column('integer', { name: 'hours_from', nullable: true })
  hoursFrom: number | null;

  @Column('integer', { name: 'hours_to', nullable: true })
  hoursTo: number | null;

  /** How the acquirer ranks it; queues may take the one or the other. */
  @Column('text', { default: 'standard' })
  tier: MerchantTier;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
