import { Column, Entity, PrimaryColumn } from 'typeorm';
import { BIGINT } from './bigint.transformer';
import type { CardType, TransactionStatus, TransactionType } from './records';

/**
 * One transaction of a terminal's history. It is written by COPY and read in streams: this entity tells the schema, and
 * serves single reads. Its key both orders the history and keeps duplicates out.
 */
@Entity('transaction')
export class Transaction {
  @PrimaryColumn('uuid', { name: 'terminal_id' })
  terminalId: string;

  /** The acquirer's receipt time, to the millisecond. */
  @PrimaryColumn('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  /** By which a duplicate is told; see records/dedupe-key.ts. */
  @PrimaryColumn('text', { name: 'natural_key' })
  naturalKey: string;

  /** The line of the file that brought it, 1-based: orders transactions of the same time. */
  @Column('integer')
  line: number;

  /** Ascending by line within one import; not unique by any index, and with gaps. */
  @Column('bigint', { transformer: BIGINT })
  id: number;

  @Column('uuid', { name: 'import_id' })
  importId: string;

  @Column('bigint', { name: 'amount_fen', transformer: BIGINT })
  amountFen: number;

  @Column('text')
  currency: string;

  @Column('text')
  type: TransactionType;

  @Column('text')
  status: TransactionStatus;

  @Column('text', { name: 'card_type' })
  cardType: CardType;

  @Column('text', { name: 'card_token', nullable: true })
  cardToken: string | null;

  @Column('text', { name: 'card_bin', nullable: true })
  cardBin: string | null;

  @Column('text', { name: 'card_last_four', nullable: true })
  cardLastFour: string | null;

  @Column('text', { nullable: true })
  reference: string | null;

  @Column('text', { name: 'trace_no', nullable: true })
  traceNo: string | null;

  @Column('text', { name: 'batch_no', nullable: true })
  batchNo: string | null;

  /** When Thaw received it: lateness is between this and `occurredAt`. */
  @Column('timestamptz', { name: 'received_at' })
  receivedAt: Date;
}
