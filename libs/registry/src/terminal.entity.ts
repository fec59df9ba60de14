import type { FeeProfile } from '@thaw/kernel';
import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import { FEN } from './fen.transformer';

/** `low_rate` and `capped` (封顶机) are what the seed's card-repeat and limit rules bite on. */
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

  /** What a sale was expected to come to when the merchant signed; null: not told. */
  @Column('bigint', { name: 'expected_ticket_fen', nullable: true, transformer: FEN })
  expectedTicketFen: number | null;

  /** Where it is registered to stand, in micro-degrees; both null: not told. A merchant's terminals may stand apart. */
  @Column('integer', { name: 'site_lat_e6', nullable: true })
  siteLatE6: number | null;

  @Column('integer', { name: 'site_lon_e6', nullable: true })
  siteLonE6: number | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;
}
