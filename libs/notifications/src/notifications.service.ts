import { Injectable } from '@nestjs/common';
import { DomainError, decodeInstantCursor, encodeCursor, type Page, type UserActor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { Notification } from './notification.entity';
import { orderedId } from './ordered-id';

export interface NotificationDraft {
  readonly dedupeKey: string;
  readonly recipient: { readonly kind: 'merchant' | 'user'; readonly id: string };
  readonly caseId: string | null;
  readonly template: string;
  readonly content: Readonly<Record<string, unknown>>;
}

@Injectable()
export class NotificationsService {
  async tell(tx: Tx, draft: NotificationDraft, now: Date): Promise<void> {
    await tx.query(
      `INSERT INTO notification (id, dedupe_key, recipient_kind, recipient_id, case_id, template, content, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (dedupe_key) DO NOTHING`,
      [
        orderedId(now),
        draft.dedupeKey,
        draft.recipient.kind,
        draft.recipient.id,
        draft.caseId,
        draft.template,
        JSON.stringify(draft.content),
        now,
      ],
    );
  }

  /** The newest first; a merchant's users share the merchant's inbox. */
  async inbox(tx: Tx, actor: UserActor, cursor: string | null, limit: number): Promise<Page<Notification>> {
    const after = cursor === null ? null : decodeInstantCursor(cursor);
    if (cursor !== null && after === null) throw badCursor();
    const query = tx
      .createQueryBuilder(Notification, 'n')
      .where('n.recipient_id IN (:...recipients)', { recipients: recipientsOf(actor) })
      .orderBy('n.createdAt', 'DESC')
      .addOrderBy('n.id', 'DESC')
      .take(limit + 1);
    if (after) query.andWhere('(n.created_at, n.id) < (:at::timestamptz, :id::uuid)', after);
    const rows = await query.getMany();
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    const next = rows.length > limit && last ? encodeCursor([last.createdAt.toISOString(), last.id]) : null;
    return { items, next };
  }

  /** All that a merchant was told of a case, oldest first. */
  async toldMerchant(tx: Tx, merchantId: string, caseId: string): Promise<readonly Notification[]> {
    return tx.find(Notification, {
      where: { recipientKind: 'merchant', recipientId: merchantId, caseId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** Whether the same recipient was told of the same case again since, by one of these templates. */
  async wasFollowed(
    tx: Tx,
    { recipientId, caseId, createdAt }: Notification,
    templates: readonly string[],
  ): Promise<boolean> {
    return tx
      .createQueryBuilder(Notification, 'n')
      .where('n.recipientId = :recipientId AND n.createdAt > :createdAt', { recipientId, createdAt })
      .andWhere('n.caseId = :caseId AND n.template IN (:...templates)', { caseId, templates })
      .getExists();
  }

  /**
   * Opened by its recipient: the moment of delivery is kept once, the first time.
   * @throws DomainError NOT_FOUND for what is not theirs.
   */
  async open(
    tx: Tx,
    actor: UserActor,
    id: string,
    now: Date,
  ): Promise<{ notification: Notification; firstTime: boolean }> {
    const notification = await tx.findOne(Notification, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!notification || !recipientsOf(actor).includes(notification.recipientId))
      throw new DomainError('NOT_FOUND');
    const firstTime = notification.deliveredAt === null;
    if (firstTime) {
      notification.deliveredAt = now;
      await tx.update(Notification, { id }, { deliveredAt: now });
    }
    return { notification, firstTime };
  }
}

const badCursor = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'cursor',
    detail: {
      zh: '游标无效,请从第一页重新开始。',
      en: 'This cursor is not one of ours: start from the first page.',
    },
  });

const recipientsOf = (actor: UserActor): string[] =>
  actor.merchantId === null ? [actor.userId] : [actor.userId, actor.merchantId];
