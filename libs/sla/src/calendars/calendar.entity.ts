import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CalendarDefinition } from '../arithmetic';

/**
 * The calendars that every desk has: its own working hours, and those in which merchants are reached. Others are as it makes
 * them, for its queues.
 */
export const CALENDAR_CODES: readonly string[] = ['desk', 'merchant'];
export const CALENDAR_CODE = /^[a-z][a-z0-9_]{1,39}$/;

/** Hours as they are kept: without a zone they are in the desk's own. */
export type KeptCalendar = Omit<CalendarDefinition, 'zone'> & { readonly zone?: string };

/**
 * A change of what the desk reckons by. Revisions follow each other without a gap, and what holds at one is, of each
 * calendar and each year, the newest version up to it: so what was reckoned once can be reckoned again. Insert-only.
 */
@Entity('calendar_change')
export class CalendarChange {
  @PrimaryColumn('integer')
  revision: number;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  /** Why, in the words of whoever changed it; null where the desk did it by itself. */
  @Column('text', { nullable: true })
  reason: string | null;
}

@Entity('calendar_version')
export class CalendarVersion {
  @PrimaryColumn('text')
  code: string;

  @PrimaryColumn('integer')
  revision: number;

  @Column('jsonb')
  definition: KeptCalendar;
}

/**
 * By which calendars a queue is worked since a revision: a change of that is one of what the desk reckons by. A trigger writes
 * it in SQL as the queue is written.
 */
@Entity('queue_calendar')
export class QueueCalendarVersion {
  @PrimaryColumn('text')
  queue: string;

  @PrimaryColumn('integer')
  revision: number;

  @Column('text')
  calendar: string;

  @Column('jsonb', { name: 'class_calendars' })
  classCalendars: Readonly<Record<string, string>>;
}

/** The arrangement of holidays of one year, dates as `YYYY-MM-DD`. */
@Entity('holiday_year')
export class HolidayYearVersion {
  @PrimaryColumn('integer')
  year: number;

  @PrimaryColumn('integer')
  revision: number;

  @Column('text', { array: true })
  off: string[];

  @Column('text', { array: true })
  makeup: string[];
}
