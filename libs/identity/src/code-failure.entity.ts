import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { FailedTries } from './code-limits';

/** The tries at signing in by code that failed at one name, whether anybody has it or not. */
@Entity('code_failure')
@Index('code_failure_untold', ['login'], { where: 'told_at IS NULL' })
@Index('code_failure_of_nobody', ['day'], { where: 'user_id IS NULL' })
export class CodeFailure implements FailedTries {
  /** As in `sign_in_code`. */
  @PrimaryColumn('text')
  login: string;

  /** Whose it is; null where nobody who may sign in by code has the name. Such rows go after a day. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  /** Local days since 1970-01-01, of the latest. */
  @Column('integer')
  day: number;

  @Column('integer', { name: 'on_day' })
  onDay: number;

  @Column('integer', { name: 'since_password' })
  sincePassword: number;

  /** Since when its owner knows of those of that day. */
  @Column('timestamptz', { name: 'told_at', nullable: true })
  toldAt: Date | null;
}
