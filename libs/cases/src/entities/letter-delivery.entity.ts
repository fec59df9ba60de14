import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DeliveryChannel } from '../domain';

/** How a letter reached the merchant. Written once: the first delivery counts. */
@Entity('letter_delivery')
@Index('letter_delivery_case', ['caseId', 'recordedAt', 'letterId'])
export class LetterDelivery {
  @PrimaryColumn({ name: 'letter_id', type: 'uuid' })
  letterId: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  channel: DeliveryChannel | 'portal';

  @Column({ name: 'received_at', type: 'timestamptz' })
  receivedAt: Date;

  /** Whether the window for an appeal is counted from it. */
  @Column({ name: 'runs_window', type: 'boolean' })
  runsWindow: boolean;

  @Column({ name: 'recorded_by', type: 'text' })
  recordedBy: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt: Date;

  @Column({ name: 'proof_id', type: 'uuid', nullable: true })
  proofId: string | null;
}

/** A letter that runs a window, from when it is written until it has reached the merchant or no longer matters. */
@Entity('awaited_letter')
@Index('awaited_letter_due', ['askAt', 'letterId'], { where: '(ask_at IS NOT NULL)' })
export class AwaitedLetter {
  @PrimaryColumn({ name: 'letter_id', type: 'uuid' })
  letterId: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** When the desk is asked whether it has reached the merchant; null: no more. */
  @Column({ name: 'ask_at', type: 'timestamptz', nullable: true })
  askAt: Date | null;

  /** How often it was asked. */
  @Column({ type: 'integer', default: 0 })
  asked: number;
}
