import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One person has read one notification. Where an inbox is shared, each of its readers has a row of their own. */
@Entity('notification_read')
export class NotificationRead {
  @PrimaryColumn('uuid', { name: 'user_id' })
  userId: string;

  @PrimaryColumn('uuid', { name: 'notification_id' })
  notificationId: string;

  @Column({ name: 'read_at', type: 'timestamptz' })
  readAt: Date;
}
