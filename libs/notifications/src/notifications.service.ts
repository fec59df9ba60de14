import { Injectable } from '@nestjs/common';
import { DomainError, decodeInstantCursor, encodeCursor, type Page, type UserActor } from '@thaw/kernel';
import { rawConnection, type Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { InboxReadingService } from './inbox-reading.service';
import { Notification } from './notification.entity';
import { orderedId } from './ordered-id';
import { recipientsOf } from './recipients';

export interface NotificationDraft {
  readonly dedupeKey: string;
  readonly recipient: { readonly kind: 'merchant' | 'user'; readonly id: string };
  readonly caseId: string | null;
  readonly template: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** For staff: work that goes on round the clock, so that no quiet hours hold it up. Never for a merchant, who would see it. */
  readonly roundTheClock?: boolean;
}

/** As the driver answers. */
interface Teller {
  query(sql: string, values: readonly unknown[]): Promise<{ readonly rowCount: number | null }>;
}

@Injectable()
export class NotificationsService {
  constructor(private readonly reading: InboxReadingService) {}

  /** @returns the id of what was told; null where it had been told before. */
  async tell(tx: Tx, draft: NotificationDraft, now: Date): Promise<string | null> {
    const id = orderedId(now);
    // Whoever acts tells others what they may not read themselves: so nothing is read back, and no conflict is asked for by name.
    const connection = await rawConnection<Teller>(tx);
    const { rowCount } = await connection.query(
      `INSERT INTO notification (id, dedupe_key, recipient_kind, recipient_id, case_id, template, content, created_at, round_the_clock)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
      [
        id,
        draft.dedupeKey,
        draft.recipient.kind,
        draft.recipient.id,
        draft.caseId,
        draft.template,
        JSON.stringify(draft.content),
        now,
        draft.roundTheClock ?? false,
      ],
    );
    return rowCount === 1 ? id : null;
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

  /** What a merchant was told of a case and that has not reached them yet, oldest first, without its words. */
  async undelivered(
    tx: Tx,
    merchantId: string,
    caseId: string,
  ): Promise<readonly Pick<Notification, 'id' | 'template' | 'createdAt'>[]> {
    return tx.find(Notification, {
      select: { id: true, template: true, createdAt: true },
      where: { recipientKind: 'merchant', recipientId: merchantId, caseId, deliveredAt: IsNull() },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
  }

  /** It has reached its recipient by another way than its being opened; the first delivery stays. */
  async markDelivered(tx: Tx, id: string, at: Date): Promise<void> {
    await tx.update(Notification, { id, deliveredAt: IsNull() }, { deliveredAt: at });
  }

  /** Whether the same recipient was told of the same case again since, by one of these templates. */
  async wasFollowed(
    tx: Tx,
    { recipientId, caseId, createdAt }: Pick<Notification, 'recipientId' | 'caseId' | 'createdAt'>,
    templates: readonly string[],
  ): Promise<boolean> {
    return tx
      .createQueryBuilder(Notification, 'n')
      .where('n.recipientId = :recipientId AND n.createdAt > :createdAt', { recipientId, createdAt })
      .andWhere('n.caseId = :caseId AND n.template IN (:...templates)', { caseId, templates })
      .getExists();
  }

  /**
   * What of one's own inbox is to be opened, before anything is locked.
   * @throws DomainError NOT_FOUND for what is not theirs.
   */
  async toOpen(
    tx: Tx,
    actor: UserActor,
    id: string,
  ): Promise<Pick<Notification, 'caseId' | 'recipientKind'>> {
    const found = await tx.findOne(Notification, {
      select: { id: true, caseId: true, recipientKind: true, recipientId: true },
      where: { id },
    });
    if (!found || !recipientsOf(actor).includes(found.recipientId)) throw new DomainError('NOT_FOUND');
    return found;
  }

  /**
   * Opened by its recipient, who has read it now: the moment of delivery is kept once, the first time.
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
    await this.reading.markOpened(tx, actor, id, now);
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
