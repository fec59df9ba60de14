import { Column, Entity, PrimaryColumn } from 'typeorm';

/** That deadlines rest on plain weekdays of a year whose holidays are not loaded: told to the admins once a year. */
@Entity('year_alarm')
export class YearAlarm {
  @PrimaryColumn('integer')
  year: number;

  @Column({ name: 'raised_at', type: 'timestamptz' })
  raisedAt: Date;

  /** When the year was loaded; null: it stands. */
  @Column({ name: 'ended_at', type: 'timestamptz', nullable: true })
  endedAt: Date | null;
}
