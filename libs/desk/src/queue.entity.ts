import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn } from 'typeorm';

/** What a step of a clock does to cases of a queue beside reminding; which there are is the lifecycle's to say. */
export interface QueueEscalation {
  /** Percent of the clock's time. */
  readonly step: number;
  readonly does: 'tell_supervisors' | 'raise_priority' | 'reassign_absent' | 'reassign';
  /** Of which classes; none is all. */
  readonly classes: readonly ('P1' | 'P2' | 'P3' | 'P4')[];
}

/** Cases that are worked by the same people. It takes a case that meets every list; an empty list asks for nothing. */
@Entity('queue')
export class Queue {
  @PrimaryColumn('text')
  code: string;

  @Column('text', { name: 'name_zh' })
  nameZh: string;

  @Column('text', { name: 'name_en' })
  nameEn: string;

  @Column('text', { array: true })
  reasons: string[];

  /** Digits 4–7 of the merchant number. */
  @Column('text', { array: true })
  areas: string[];

  @Column('text', { array: true })
  tiers: string[];

  /** Queues are asked in this order; the last takes what no other does. */
  @Column('integer')
  position: number;

  /** Code of the hours in which it is worked. */
  @Column('text')
  calendar: string;

  /** Those in which cases of a class are worked, where they are others. */
  @Column('jsonb', { name: 'class_calendars', default: {} })
  classCalendars: Readonly<Record<string, string>>;

  /** Null: as is usual. */
  @Column('jsonb', { nullable: true })
  escalations: readonly QueueEscalation[] | null;

  /** Whether a case is given to a member at once, in turn, instead of waiting to be taken. */
  @Column('boolean', { name: 'round_robin' })
  roundRobin: boolean;

  /** A member needs all of them to be given a case. */
  @Column('text', { array: true })
  skills: string[];

  /** Whether everybody who takes up work at the desk becomes a member. */
  @Column('boolean')
  newcomers: boolean;

  @Column('integer')
  version: number;
}

@Entity('queue_member')
@Index('queue_member_user', ['userId'])
export class QueueMember {
  @PrimaryColumn('text')
  queue: string;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  /** How many open cases of the queue they have at most. */
  @Column('integer')
  cap: number;

  @Column('text', { array: true })
  skills: string[];

  @Column('timestamptz', { name: 'last_assigned_at', nullable: true })
  lastAssignedAt: Date | null;

  @Column('integer')
  version: number;
}

/** Who is not there from when until when: new work goes to whoever stands in, or waits in the queue. */
@Entity('away')
@Index('away_user', ['userId', 'untilAt'])
export class Away {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'user_id' })
  userId: string;

  @Column('timestamptz', { name: 'from_at' })
  fromAt: Date;

  @Column('timestamptz', { name: 'until_at' })
  untilAt: Date;

  @Column('text')
  reason: string;

  @Column('uuid', { name: 'stand_in', nullable: true })
  standIn: string | null;

  @Column('integer')
  version: number;
}

export type QueueSubject = 'queue' | 'member' | 'away';

/** Who changed what, and what it is since. Insert-only. */
@Entity('queue_change')
@Index('queue_change_subject', ['subject', 'subjectId', 'id'])
export class QueueChange {
  /** In the order of the changes. */
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: number;

  @Column('timestamptz')
  at: Date;

  /** See `actorRef`. */
  @Column('text')
  actor: string;

  @Column('text')
  subject: QueueSubject;

  @Column('text', { name: 'subject_id' })
  subjectId: string;

  @Column('text')
  kind: 'made' | 'changed' | 'removed';

  @Column('jsonb', { name: 'now_is' })
  nowIs: object;
}
