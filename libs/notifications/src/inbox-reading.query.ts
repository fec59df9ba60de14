import { Injectable } from '@nestjs/common';
import type { UserActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { NotificationRead } from './notification-read.entity';
import { recipientsOf } from './recipients';

/** What of an inbox a person has read, and how much they have not. */
@Injectable()
export class InboxReadingQuery {
  /** How many notifications of their inbox this person has not read. */
  async unread(tx: Tx, actor: UserActor): Promise<number> {
    const [row] = await tx.query<{ unread: number }[]>(
      `SELECT count(*)::int AS unread FROM notification n WHERE n.recipient_id = ANY($1)
         AND NOT EXISTS (SELECT FROM notification_read r WHERE r.user_id = $2 AND r.notification_id = n.id)`,
      [recipientsOf(actor), actor.userId],
    );
    return row?.unread ?? 0;
  }

  /** When this person read which of these; what they have not read is not in it. */
  async readAt(tx: Tx, actor: UserActor, ids: readonly string[]): Promise<ReadonlyMap<string, Date>> {
    const read = await tx.findBy(NotificationRead, { userId: actor.userId, notificationId: In(ids) });
    return new Map(read.map(({ notificationId, readAt }) => [notificationId, readAt]));
  }
}
