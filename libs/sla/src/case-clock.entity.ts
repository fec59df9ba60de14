import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ClockKind, ClockRun, PendingStep } from './arithmetic';

/** A clock of a case as it runs now. */
@Entity('case_clock')
@Index('case_clock_running', ['calendarRevision'], { where: '(stopped_at IS NULL)' })
@Index('case_clock_provisional', ['dueAt'], { where: '(provisional AND (stopped_at IS NULL))' })
@Index('case_clock_due', ['nextFireAt'], { where: '(next_fire_at IS NOT NULL)' })
export class CaseClock {
  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @PrimaryColumn({ type: 'text' })
  kind: ClockKind;

  /** When it began to run, however often its due instant was moved since. */
  @Column({ name: 'began_at', type: 'timestamptz' })
  beganAt: Date;

  /** When this run of it began: reminders are of a run, and a due instant that is moved makes another. */
  @Column({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  /** What it was told: the due instant and the steps follow from it by the calendars of `calendarRevision`. */
  @Column({ type: 'jsonb' })
  run: ClockRun;

  @Column({ name: 'calendar_revision', type: 'integer' })
  calendarRevision: number;

  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  /** The due instant rests on plain weekdays: no holiday arrangement was loaded. */
  @Column({ type: 'boolean' })
  provisional: boolean;

  @Column({ name: 'paused_at', type: 'timestamptz', nullable: true })
  pausedAt: Date | null;

  @Column({ name: 'stopped_at', type: 'timestamptz', nullable: true })
  stoppedAt: Date | null;

  @Column({ name: 'overdue_at', type: 'timestamptz', nullable: true })
  overdueAt: Date | null;

  /** Steps still to fire, earliest first. */
  @Column({ name: 'pending_steps', type: 'jsonb', default: [] })
  pendingSteps: readonly PendingStep[];

  /** The instant of the first pending step; null while paused, stopped or done. */
  @Column({ name: 'next_fire_at', type: 'timestamptz', nullable: true })
  nextFireAt: Date | null;
}

/**
 * A step that has fired. Its key makes a second firing impossible. The sweep writes it in SQL; TypeORM knows it by its
 * decorator alone.
 * @public
 */
@Entity('clock_reminder')
@Index('clock_reminder_waiting', ['tellFrom'], { where: '(tell_from IS NOT NULL)' })
@Index('clock_reminder_unhandled', ['requestedAt'], { where: '(handled_at IS NULL)' })
export class ClockReminder {
  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @PrimaryColumn({ type: 'text' })
  kind: ClockKind;

  /** Which run of the clock: a clock started anew reminds anew. */
  @PrimaryColumn({ name: 'started_at', type: 'timestamptz' })
  startedAt: Date;

  @PrimaryColumn({ type: 'text' })
  step: string;

  @Column({ name: 'due_at', type: 'timestamptz' })
  dueAt: Date;

  @Column({ name: 'fired_at', type: 'timestamptz' })
  firedAt: Date;

  /** When what the step does to its case was done, where its reader was to be told later. */
  @Column({ name: 'acted_at', type: 'timestamptz', nullable: true })
  actedAt: Date | null;

  /** From when on its reader is told, where that waits for the desk to open. */
  @Column({ name: 'tell_from', type: 'timestamptz', nullable: true })
  tellFrom: Date | null;

  /** When its job was last asked for. */
  @Column({ name: 'requested_at', type: 'timestamptz' })
  requestedAt: Date;

  /** Written in the transaction in which the case was told; null while nobody knows whether its job still lives. */
  @Column({ name: 'handled_at', type: 'timestamptz', nullable: true })
  handledAt: Date | null;
}
