import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { PersonalChannel } from '../preferences/channels';
import type { RobotKind } from '../robots/robot';

/** Why a dispatch did not go out, or not yet: a code, never what the other side said. */
export type DispatchFailure =
  | 'connection'
  | 'timeout'
  | 'tls'
  | 'sign_in'
  /** Not now: the other side asks to be tried again. */
  | 'put_off'
  /** Never: there is no such address, or nothing is taken from us. */
  | 'refused'
  /** Nothing goes out any more: it was read meanwhile, or nobody is there to be told. */
  | 'read'
  | 'no_address'
  | 'no_person';

/** A way to one person, or into a group of the staff's. */
export type Channel = PersonalChannel | RobotKind;

/** One message on its way to one person by one channel, or to a group. Its id is that of the message, the same at every try. */
@Entity('dispatch')
@Index('dispatch_digest', ['userId', 'channel', 'digestFor'], {
  unique: true,
  where: 'digest_for IS NOT NULL',
})
@Index('dispatch_told', ['channel', 'toldKey'], { unique: true, where: 'told_key IS NOT NULL' })
@Index('dispatch_due', ['nextAt'], { where: `state = 'waiting'` })
@Index('dispatch_list', ['createdAt', 'id'])
@Index('dispatch_thread', ['caseId', 'userId', 'sentAt'], { where: `state = 'sent'` })
export class Dispatch {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  channel: Channel;

  /** Null for a group. */
  @Column('uuid', { name: 'user_id', nullable: true })
  userId: string | null;

  /** What a group is told; what a person is told stands in the items. */
  @Column('uuid', { name: 'told_id', nullable: true })
  toldId: string | null;

  /** The same to a group though several people were told it: once is enough. */
  @Column('text', { name: 'told_key', nullable: true })
  toldKey: string | null;

  /** Of one thing that is about a case; null for a summary. */
  @Column('uuid', { name: 'case_id', nullable: true })
  caseId: string | null;

  /** When the summary goes out; null for a message of its own. */
  @Column('timestamptz', { name: 'digest_for', nullable: true })
  digestFor: Date | null;

  /** Whereto it goes that the person is reached there no more: until it went out, and of no other message. */
  @Column('text', { name: 'former_address', nullable: true })
  formerAddress: string | null;

  @Column('text')
  state: 'waiting' | 'sent' | 'dead' | 'dropped';

  @Column('integer')
  attempts: number;

  @Column('timestamptz', { name: 'next_at' })
  nextAt: Date;

  /** Until then a job is expected to take it up. */
  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil: Date | null;

  @Column('text', { name: 'last_error', nullable: true })
  lastError: DispatchFailure | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt: Date | null;
}

/** That one person is told one thing by one channel: once, whatever runs twice. */
@Entity('dispatch_item')
@Index('dispatch_item_dispatch', ['dispatchId'])
export class DispatchItem {
  @PrimaryColumn('uuid', { name: 'notification_id' })
  notificationId: string;

  @PrimaryColumn('text')
  channel: PersonalChannel;

  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column('uuid', { name: 'dispatch_id' })
  dispatchId: string;
}
