import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What must be reported to those who supervise the acquirer: named by a reviewer, and done with its receipt. */
@Entity('major_event')
@Index('major_event_case', ['caseId', 'namedAt', 'id'])
@Index('major_event_open', ['caseId'], { unique: true, where: '(reported_at IS NULL)' })
export class MajorEvent {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'named_by', type: 'uuid' })
  namedBy: string;

  @Column({ name: 'named_at', type: 'timestamptz' })
  namedAt: Date;

  /** As it was when it was named. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  @Column({ name: 'receipt_no', type: 'text', nullable: true })
  receiptNo: string | null;

  @Column({ name: 'reported_by', type: 'uuid', nullable: true })
  reportedBy: string | null;

  @Column({ name: 'reported_at', type: 'timestamptz', nullable: true })
  reportedAt: Date | null;
}
