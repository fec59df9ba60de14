import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** When somebody means to look at a case again. */
@Entity('case_follow_up')
@Index('case_follow_up_mine', ['userId', 'dueAt'])
@Index('case_follow_up_due', ['dueAt'], { where: '(told_at IS NULL)' })
export class CaseFollowUp {
  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @PrimaryColumn({ name: 'user_id', type: 'uuid' })
  userId: string;

  /** The beginning of its day at the desk. */
  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  /** When they were reminded, in office hours. */
  @Column({ name: 'told_at', type: 'timestamptz', nullable: true })
  toldAt: Date | null;
}
