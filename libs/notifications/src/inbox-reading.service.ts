import { Injectable } from '@nestjs/common';
import { DomainError, type UserActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { recipientsOf } from './recipients';

/** A letter that nobody opened is not read by a mark: a merchant would miss its deadline, and no delivery is presumed. */
const MARKABLE = "(n.recipient_kind = 'user' OR n.delivered_at IS NOT NULL)";

/** Marks what a person has read. No mark is a delivery; only opening is, see NotificationsService.open. */
@Injectable()
export class InboxReadingService {
  async markOpened(tx: Tx, { userId }: UserActor, id: string, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO notification_read (user_id, notification_id, read_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
      [userId, id, now],
    );
  }

  /**
   * Marks these as read, but for letters that nobody has opened, which stay unread.
   * @throws DomainError NOT_FOUND where one is not theirs; then none is marked.
   */
  async markRead(tx: Tx, actor: UserActor, ids: readonly string[], now: Date): Promise<void> {
    const recipients = recipientsOf(actor);
    const foreign = await tx.query<unknown[]>(
      `SELECT FROM unnest($1::uuid[]) AS asked (id)
         WHERE NOT EXISTS (SELECT FROM notification n WHERE n.id = asked.id AND n.recipient_id = ANY($2)) LIMIT 1`,
      [ids, recipients],
    );
    if (foreign.length > 0) throw new DomainError('NOT_FOUND');
    await tx.query(
      `INSERT INTO notification_read (user_id, notification_id, read_at)
         SELECT $1, n.id, $2 FROM notification n
         WHERE n.id = ANY($3) AND n.recipient_id = ANY($4) AND ${MARKABLE} ON CONFLICT DO NOTHING`,
      [actor.userId, now, ids, recipients],
    );
  }

  /**
   * Marks as read all up to the newest that the person has seen, but for letters that nobody has opened: what
   * came since they looked stays unread.
   * @throws DomainError NOT_FOUND where `through` is not theirs.
   */
  async markAllRead(tx: Tx, actor: UserActor, through: string, now: Date): Promise<void> {
    const recipients = recipientsOf(actor);
    const seen = await tx.query<unknown[]>(
      'SELECT FROM notification WHERE id = $1 AND recipient_id = ANY($2)',
      [through, recipients],
    );
    if (seen.length === 0) throw new DomainError('NOT_FOUND');
    await tx.query(
      `INSERT INTO notification_read (user_id, notification_id, read_at)
         SELECT $1, n.id, $2 FROM notification n
         WHERE n.recipient_id = ANY($4) AND ${MARKABLE}
           AND (n.created_at, n.id) <= (SELECT created_at, id FROM notification WHERE id = $3)
           AND NOT EXISTS (SELECT FROM notification_read r WHERE r.user_id = $1 AND r.notification_id = n.id)
       ON CONFLICT DO NOTHING`,
      [actor.userId, now, through, recipients],
    );
  }
}
