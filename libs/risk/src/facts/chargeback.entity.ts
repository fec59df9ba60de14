import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A sale that its cardholder disputed. Never rewritten; known by its reference at the terminal. */
@Entity('chargeback')
@Index('chargeback_order', ['terminalId', 'receivedAt', 'reference'])
export class Chargeback {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** The chargeback's own number with the scheme or the acquirer. */
  @PrimaryColumn('text')
  reference: string;

  /** When the acquirer received it: its month counts, not its sale's. */
  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;

  @Column('bigint', { name: 'amount_fen', transformer: bigintAsNumber })
  amountFen: number;

  /** The scheme's reason code, e.g. 4837 or 10.4. */
  @Column('text')
  reason: string;

  /** The sale's own reference; null: not told. */
  @Column('text', { name: 'sale_reference', nullable: true })
  saleReference: string | null;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt: Date;

  @Column('text', { name: 'reported_by' })
  reportedBy: string;
}
