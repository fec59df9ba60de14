import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { FEN } from './fen.transformer';
import type { HeldGround, MeasureLevel, MeasureScope } from './measures';

/**
 * One freeze measure. It belongs to the case that set it, and only that case lifts it. In force until `liftedAt`:
 * past `expiresAt` it still binds the merchant until the terminal system was told.
 */
@Entity('measure')
@Index('measure_case', ['caseId'])
@Index('measure_in_force', ['terminalId'], { where: 'lifted_at IS NULL' })
@Index('measure_in_force_merchant', ['merchantId'], { where: "(lifted_at IS NULL) AND (scope = 'merchant')" })
export class Measure {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'case_id' })
  caseId: string;

  @Column('uuid', { name: 'merchant_id' })
  merchantId: string;

  /** The terminal whose case set it, also where the scope is the whole merchant. */
  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('text')
  level: MeasureLevel;

  @Column('text')
  scope: MeasureScope;

  @Column('bigint', { name: 'limit_single_fen', nullable: true, transformer: FEN })
  limitSingleFen: number | null;

  @Column('bigint', { name: 'limit_daily_fen', nullable: true, transformer: FEN })
  limitDailyFen: number | null;

  @Column('bigint', { name: 'held_amount_fen', nullable: true, transformer: FEN })
  heldAmountFen: number | null;

  @Column('text', { name: 'held_ground', nullable: true })
  heldGround: HeldGround | null;

  @Column('timestamptz', { name: 'release_at', nullable: true })
  releaseAt: Date | null;

  @Column('timestamptz', { name: 'began_at' })
  beganAt: Date;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column('timestamptz', { name: 'lifted_at', nullable: true })
  liftedAt: Date | null;
}
