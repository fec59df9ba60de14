import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CardEntry } from '../rules';

const bigintAsNumber = { to: (value: number): number => value, from: Number };

/** What stands on a slip, as somebody read it. What is left out was not read. */
export interface SlipReading {
  readonly document?: 'original' | 'reprint';
  readonly signed?: boolean;
  readonly entry?: CardEntry;
  readonly amountFen?: number;
  /** YYYY-MM-DD as printed. */
  readonly day?: string;
  /** The card number's last four digits as printed, or as they stood on the screen. */
  readonly lastFour?: string;
  /** Those of the card itself, and what else only a look at card and ID tells. */
  readonly cardLastFour?: string;
  readonly nameSame?: boolean;
  readonly chipCard?: boolean;
}

export type SlipState = 'asked' | 'answered' | 'absent' | 'missed' | 'withdrawn';

/**
 * One sale whose slip a case asked for (调单): once a case, however often it is asked for again. What the sale was is
 * kept here, since old years of a history are dropped.
 */
@Entity('slip')
@Index('slip_once', ['caseId', 'transactionId'], { unique: true, where: '(request_id IS NOT NULL)' })
@Index('slip_terminal', ['terminalId', 'askedAt', 'id'])
export class Slip {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'case_id' })
  caseId: string;

  @Column('uuid', { name: 'terminal_id' })
  terminalId: string;

  @Column('bigint', { name: 'transaction_id', transformer: bigintAsNumber })
  transactionId: number;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt: Date;

  @Column('bigint', { name: 'amount_fen', transformer: bigintAsNumber })
  amountFen: number;

  @Column('text')
  currency: string;

  @Column('text', { name: 'card_last_four', nullable: true })
  cardLastFour: string | null;

  @Column('text', { nullable: true })
  reference: string | null;

  @Column('text', { name: 'trace_no', nullable: true })
  traceNo: string | null;

  @Column('text', { name: 'batch_no', nullable: true })
  batchNo: string | null;

  /** The evidence request of its case that asked last; null where another case did, which this one took over. */
  @Column('uuid', { name: 'request_id', nullable: true })
  requestId: string | null;

  @Column('uuid', { name: 'asked_by' })
  askedBy: string;

  @Column('timestamptz', { name: 'asked_at' })
  askedAt: Date;

  @Column('text')
  state: SlipState;

  /** Raised by every answer and every asking anew: whoever answers or judges names the one that they saw. */
  @Column('integer')
  revision: number;

  @Column('uuid', { name: 'file_id', nullable: true })
  fileId: string | null;

  @Column('text', { name: 'absence_reason', nullable: true })
  absenceReason: string | null;

  /** By whoever answered. */
  @Column('jsonb')
  stated: SlipReading;

  /** By whoever judged it: it counts before what was stated. */
  @Column('jsonb')
  read: SlipReading;

  @Column('text', { name: 'answered_by', nullable: true })
  answeredBy: string | null;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt: Date | null;

  @Column('text', { name: 'on_behalf_channel', nullable: true })
  onBehalfChannel: string | null;

  @Column('text', { nullable: true })
  assessment: 'accepted' | 'rejected' | null;

  @Column('text', { name: 'assessment_reason', nullable: true })
  assessmentReason: string | null;

  @Column('uuid', { name: 'assessed_by', nullable: true })
  assessedBy: string | null;

  @Column('timestamptz', { name: 'assessed_at', nullable: true })
  assessedAt: Date | null;

  /** When what the rules read of it last changed. */
  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}
