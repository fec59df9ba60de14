import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** That a case waits for a step which nobody may do: told to the admins once for each entry into the state. */
@Entity('duty_alarm')
@Index('duty_alarm_stands', ['caseId', 'action'], { unique: true, where: '(ended_at IS NULL)' })
export class DutyAlarm {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** The action that nobody may take. */
  @Column('text')
  action: string;

  /** When the case came into the state in which it was raised. */
  @Column({ name: 'state_since', type: 'timestamptz' })
  stateSince: Date;

  @Column({ name: 'raised_at', type: 'timestamptz' })
  raisedAt: Date;

  /** When somebody could do it again, or nobody need; null: it stands. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
