import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { actorRef, type Actor, type Page } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { AccountEvent, type AccountEventKind } from './account-event.entity';
import { pageParameters, toPage, type PageRequest } from './newest-first';
import { userView } from './users.query';

/** Kept in the transaction that it tells of. */
export async function recordAccount(
  tx: Tx,
  actor: Actor,
  event: {
    readonly userId: string;
    readonly kind: AccountEventKind;
    readonly at: Date;
    readonly data?: AccountEvent['data'];
  },
): Promise<void> {
  const { userId, kind, at, data = {} } = event;
  await tx.insert(AccountEvent, {
    id: randomUUID(),
    userId,
    kind,
    doneBy: actorRef(actor),
    createdAt: at,
    data,
  });
}

export type AccountEventView = Omit<AccountEvent, 'userId'>;

const eventView = ({ id, kind, doneBy, createdAt, data }: AccountEvent): AccountEventView => ({
  id,
  kind,
  doneBy,
  createdAt,
  data,
});

/** What was done to accounts. */
@Injectable()
export class AccountEvents {
  constructor(private readonly database: Database) {}

  /** Newest first. @throws DomainError NOT_FOUND where there is no such user. */
  async list(actor: Actor, userId: string, request: PageRequest): Promise<Page<AccountEventView>> {
    const [at, id, limit] = pageParameters(request);
    return this.database.asActor(actor, async (tx) => {
      await userView(tx, userId);
      const rows = await tx
        .createQueryBuilder(AccountEvent, 'e')
        .where('e.user_id = :userId', { userId })
        .andWhere('(:at::timestamptz IS NULL OR (e.created_at, e.id) < (:at, :id::uuid))', { at, id })
        .orderBy('e.created_at', 'DESC')
        .addOrderBy('e.id', 'DESC')
        .limit(limit)
        .getMany();
      const { items, next } = toPage(rows, limit);
      return { items: items.map(eventView), next };
    });
  }
}
