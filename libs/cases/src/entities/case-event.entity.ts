import { Column, Entity, Index, PrimaryColumn, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** One entry of a case's timeline: ids and codes only. Insert-only by grant and by trigger. */
@Entity('case_event')
@Index('case_event_type_at', ['type', 'at'])
@Unique('case_event_seq', ['caseId', 'seq'])
export class CaseEvent {
  @PrimaryGeneratedColumn('identity', { type: 'bigint', generatedIdentity: 'ALWAYS' })
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  /** 1, 2, 3 … within the case. */
  @Column({ type: 'integer' })
  seq: number;

  @Column({ type: 'timestamptz' })
  at: Date;

  @Column({ type: 'text' })
  type: string;

  @Column({ type: 'text' })
  actor: string;

  @Column({ type: 'text' })
  persona: string;

  @Column({ name: 'from_state', type: 'text', nullable: true })
  fromState: string | null;

  @Column({ name: 'to_state', type: 'text' })
  toState: string;

  @Column({ type: 'jsonb' })
  data: Readonly<Record<string, unknown>>;

  /** SHA-256 over salt and body of the content beside it; null where nobody wrote a word. */
  @Column({ type: 'bytea', nullable: true })
  commitment: Buffer | null;
}

/** What people wrote, apart from the event, so that erasing text and salt leaves the event standing. */
@Entity('event_content')
export class EventContent {
  @PrimaryColumn({ name: 'event_id', type: 'bigint' })
  eventId: string;

  @Column({ type: 'bytea' })
  salt: Buffer;

  @Column({ type: 'jsonb' })
  body: EventBody;
}

export interface EventBody {
  readonly text?: string;
  readonly objectionReply?: string;
  readonly saidBy?: string;
  readonly reasons?: readonly {
    readonly findingId?: string;
    readonly rule?: string;
    readonly reason: string;
  }[];
}
