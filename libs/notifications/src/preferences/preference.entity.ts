import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PersonalChannel, TellingMode } from './channels';
import type { NotificationKind } from './notification-kinds';

/** Where one person is reached on one channel. It stands in no log and in no message but its own. */
@Entity('contact')
export class Contact {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  channel: PersonalChannel;

  @Column('text')
  address: string;

  /** The actor's reference. */
  @Column('text', { name: 'changed_by' })
  changedBy: string;

  @Column('timestamptz', { name: 'changed_at' })
  changedAt: Date;
}

/** How one person wants one kind on one channel; where there is no row, the usual holds. */
@Entity('channel_choice')
export class ChannelChoice {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('text')
  kind: NotificationKind;

  @PrimaryColumn('text')
  channel: PersonalChannel;

  @Column('text')
  mode: TellingMode;
}

/** When one person may be told, in minutes of the day in the desk's time zone. */
@Entity('telling_hours')
export class TellingHoursRow {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @Column('integer', { name: 'quiet_from' })
  quietFrom: number;

  @Column('integer', { name: 'quiet_to' })
  quietTo: number;

  @Column('integer', { name: 'digest_at' })
  digestAt: number;
}
