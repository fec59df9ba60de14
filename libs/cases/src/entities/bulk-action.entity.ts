import type { Bilingual, ErrorCode } from '@thaw/kernel';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ActionName } from '../domain';

/** One action that somebody asked for on many cases. */
@Entity('bulk_action')
@Unique('bulk_action_undone_once', ['undoes'])
@Index('bulk_action_of', ['askedBy', 'createdAt', 'id'])
@Index('bulk_action_unfinished', ['createdAt'], { where: `(state <> 'finished'::text)` })
export class BulkAction {
  @PrimaryColumn('uuid')
  id: string;

  @Column('uuid', { name: 'asked_by' })
  askedBy: string;

  @Column('text')
  action: ActionName;

  /** Of the action, the same for every case. Gone once it is finished: what people wrote is kept with the cases alone. */
  @Column('jsonb', { nullable: true })
  payload: object | null;

  /** The one whose changes this takes back. */
  @Column('uuid', { nullable: true })
  undoes: string | null;

  @Column('text')
  state: 'queued' | 'running' | 'finished';

  @Column('integer')
  total: number;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'heartbeat_at', nullable: true })
  heartbeatAt: Date | null;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt: Date | null;
}

/** Why one of the cases was left as it was. */
export interface BulkRefusal {
  readonly code: ErrorCode;
  readonly rule: string | null;
  readonly field: string | null;
  /** Null where the code says it all. */
  readonly why: Bilingual | null;
}

/** As it was before: what an undo gives back. */
export interface HadBefore {
  /** Whose the case was, and where. */
  readonly ownerId: string | null;
  readonly queue: string | null;
  /** When whoever asked meant to look at it again: a day of the desk. */
  readonly followUpOn: string | null;
  /** When they mean to since: an undo leaves alone what they have set otherwise meanwhile. */
  readonly followsUpOn?: string | null;
}

@Entity('bulk_action_case')
@Unique('bulk_action_case_once', ['bulkId', 'number'])
export class BulkActionCase {
  @PrimaryColumn('uuid', { name: 'bulk_id' })
  bulkId: string;

  /** In the order in which they were named and are taken. */
  @PrimaryColumn('integer')
  place: number;

  @Column('text')
  number: string;

  /** As it was shown to whoever asked. */
  @Column('integer')
  version: number;

  /** Instead of the action of all: an undo may set a follow-up on one case and clear it on another. */
  @Column('text', { name: 'own_action', nullable: true })
  ownAction: ActionName | null;

  /** Over the payload of all: an undo gives each case back to another. */
  @Column('jsonb', { name: 'own_payload', nullable: true })
  ownPayload: object | null;

  @Column('text')
  outcome: 'waiting' | 'done' | 'refused';

  @Column('jsonb', { nullable: true })
  refusal: BulkRefusal | null;

  @Column('jsonb', { nullable: true })
  had: HadBefore | null;

  @Column('integer', { name: 'version_after', nullable: true })
  versionAfter: number | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
