import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { QueuesQuery } from '@thaw/desk';
import { DomainError, isAllowed, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, isUniqueViolation, type Tx } from '@thaw/platform';
import { actingUser } from '../effects/acting-user';
import { SavedView, ViewOrder, type SharedWith } from '../entities';
import { readListing } from '../listing/case-listing';
import { DEFAULT_COLUMNS } from './default-views';
import { needKnownQueues, needSharedQueue } from './known-queues';
import { SavedViewsQuery, type ViewInList } from './saved-views.query';

/** Each person: more than anybody scrolls through, and every one is counted at once. */
export const VIEWS_MOST = 50;

export interface ViewDraft {
  readonly name: { readonly zh: string; readonly en?: string | undefined };
  /** Checked here: see `readListing`. */
  readonly listing: unknown;
  readonly columns?: readonly string[] | undefined;
  readonly sharedWith?: SharedWith | undefined;
  /** Wanted where it is shared with a queue. */
  readonly queue?: string | undefined;
}

/** Saves, changes, shares, orders and removes the views of a person. */
@Injectable()
export class SavedViews {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly query: SavedViewsQuery,
    private readonly queues: QueuesQuery,
  ) {}

  /** @throws DomainError INVALID_REQUEST · FORBIDDEN to share · ALREADY_EXISTS for a second view of one name. */
  async create(actor: Actor, draft: ViewDraft): Promise<ViewInList> {
    const columns = columnsOf(actor, draft);
    const id = randomUUID();
    await this.database.asActor(actor, async (tx) => {
      const ownerId = actingUser(actor);
      const now = this.clock.now();
      await this.needQueues(tx, actor, columns);
      if ((await tx.countBy(SavedView, { ownerId })) >= VIEWS_MOST) {
        throw new DomainError('INVALID_REQUEST', {
          detail: {
            zh: `每人最多 ${VIEWS_MOST} 个视图，请先删除不用的。`,
            en: `A person keeps ${VIEWS_MOST} views at most: remove one that is not used.`,
          },
        });
      }
      await once(() =>
        tx.insert(SavedView, { ...columns, id, ownerId, version: 1, createdAt: now, changedAt: now }),
      );
    });
    return this.query.get(actor, id);
  }

  /**
   * @param version that the caller read.
   * @throws DomainError as {@link create} · NOT_FOUND · FORBIDDEN for another's or the desk's · VIEW_CHANGED.
   */
  async change(actor: Actor, id: string, version: number, draft: ViewDraft): Promise<ViewInList> {
    const columns = columnsOf(actor, draft);
    await this.database.asActor(actor, async (tx) => {
      await this.lockOwn(tx, actor, id, version);
      await this.needQueues(tx, actor, columns);
      await once(() =>
        tx.update(SavedView, { id }, { ...columns, version: version + 1, changedAt: this.clock.now() }),
      );
    });
    return this.query.get(actor, id);
  }

  /** @throws DomainError NOT_FOUND · FORBIDDEN · VIEW_CHANGED */
  async remove(actor: Actor, id: string, version: number): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      await this.lockOwn(tx, actor, id, version);
      await tx.delete(SavedView, { id });
    });
  }

  /** Puts the person's views in this order; those that are not named come behind. @throws DomainError NOT_FOUND */
  async reorder(actor: Actor, ids: readonly string[]): Promise<readonly ViewInList[]> {
    return this.database.asActor(actor, async (tx) => {
      const known = new Set((await this.query.viewsOf(tx, actor)).map(({ id }) => id));
      const unknown = ids.findIndex((id) => !known.has(id));
      if (unknown >= 0) throw new DomainError('NOT_FOUND', { field: `ids[${unknown}]` });
      await tx.upsert(ViewOrder, { userId: actingUser(actor), viewIds: [...new Set(ids)] }, ['userId']);
      return this.query.viewsOf(tx, actor);
    });
  }

  private async needQueues(
    tx: Tx,
    actor: Actor,
    { listing, queue }: Pick<SavedView, 'listing' | 'queue'>,
  ): Promise<void> {
    await needKnownQueues(tx, this.queues, listing);
    await needSharedQueue(tx, this.queues, actor, queue);
  }

  private async lockOwn(tx: Tx, actor: Actor, id: string, version: number): Promise<void> {
    const seen = (await this.query.viewsOf(tx, actor)).find((view) => view.id === id);
    if (!seen) throw new DomainError('NOT_FOUND');
    if (seen.kind !== 'own') {
      throw new DomainError('FORBIDDEN', {
        detail: {
          zh: '这个视图不是您的；请另存为自己的视图后再修改。',
          en: 'This view is not yours: save it as one of your own and change that.',
        },
      });
    }
    const own = await tx.findOne(SavedView, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!own) throw new DomainError('NOT_FOUND');
    if (own.version !== version) throw new DomainError('VIEW_CHANGED', { extra: { version: own.version } });
  }
}

function columnsOf(
  actor: Actor,
  { name, listing, columns, sharedWith = 'nobody', queue }: ViewDraft,
): Pick<SavedView, 'nameZh' | 'nameEn' | 'listing' | 'columns' | 'sharedWith' | 'queue'> {
  if (sharedWith !== 'nobody' && !isAllowed(actor, 'view.share')) {
    throw new DomainError('FORBIDDEN', {
      field: 'sharedWith',
      detail: {
        zh: '只有主管与复核可以共享视图；请存为自己的视图。',
        en: 'Supervisors and reviewers share views: keep it as your own.',
      },
    });
  }
  if ((sharedWith === 'queue') !== (queue !== undefined)) {
    throw new DomainError('INVALID_REQUEST', {
      field: 'queue',
      detail: {
        zh: '与队列共享时请指明队列；否则不要填写。',
        en: 'Name the queue where a view is shared with one, and only there.',
      },
    });
  }
  const zh = name.zh.trim();
  const en = name.en?.trim() ?? '';
  if (zh === '') {
    throw new DomainError('INVALID_REQUEST', {
      field: 'name.zh',
      detail: { zh: '请填写视图名称。', en: 'Give the view a name.' },
    });
  }
  return {
    nameZh: zh,
    nameEn: en === '' ? zh : en,
    listing: readListing(listing),
    columns: [...new Set(columns ?? DEFAULT_COLUMNS)],
    sharedWith,
    queue: queue ?? null,
  };
}

async function once(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error, 'saved_view_name')) throw error;
    throw new DomainError('ALREADY_EXISTS', {
      field: 'name.zh',
      detail: {
        zh: '您已有同名的视图，请换一个名称。',
        en: 'You have a view of this name: choose another.',
      },
    });
  }
}
