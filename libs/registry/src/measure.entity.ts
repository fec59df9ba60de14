import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { FEN } from './fen.transformer';
import type { HeldGround, MeasureLevel, MeasureScope } from './measures';

/**
 * One freeze measure. It belongs to the case that set it, and only that case lifts it. In force until `liftedAt`:
 * past `expiresAt` it still binds the merchant until the terminal system was told.
 */
@Entity('measure')
@Unique('measure_of_one_case', ['id', 'caseId'])
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

  /** The actor who set it, as the timeline names them. */
  @Column('text', { name: 'imposed_by' })
  imposedBy: string;

  /** The case's reason when it was set; null: before there was one. */
  @Column('text', { name: 'reason_code', nullable: true })
  reasonCode: string | null;

  /** By when a second person must confirm it, else it expires; null: it came with a notice, or by a decision. */
  @Column('timestamptz', { name: 'confirm_by', nullable: true })
  confirmBy: Date | null;

  @Column('uuid', { name: 'confirmed_by', nullable: true })
  confirmedBy: string | null;

  @Column('timestamptz', { name: 'confirmed_at', nullable: true })
  confirmedAt: Date | null;

  /** When the terminal system carried it out; null while it has not said so. */
  @Column('timestamptz', { name: 'applied_at', nullable: true })
  appliedAt: Date | null;

  /** The measure whose place it took, or takes once it is applied. */
  @Column('uuid', { name: 'replaces_id', nullable: true })
  replacesId: string | null;

  /** When the money that it held had gone to the merchant. */
  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt: Date | null;

  /** The id under which the terminal system knows it, where another case set it; null: its own. */
  @Column('uuid', { name: 'known_as', nullable: true })
  knownAs: string | null;
}
