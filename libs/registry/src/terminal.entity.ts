import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** `low_rate` and `capped` (封顶机) are what the seed's card-repeat and limit rules bite on. */
export const FEE_PROFILES = ['standard', 'low_rate', 'capped'] as const;
export type FeeProfile = (typeof FEE_PROFILES)[number];

/** The logical terminal: a number under one merchant. It outlives the devices bound to it. */
@Entity('terminal')
@Unique('terminal_number', ['merchantId', 'terminalNo'])
export class Terminal {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text', { name: 'terminal_no' })
  terminalNo: string;

  @Column('uuid', { name: 'merchant_id' })
  merchantId: string;

  @Column('text', { name: 'fee_profile' })
  feeProfile: FeeProfile;

  @Column('text', { default: 'CNY' })
  currency: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
