import { Injectable } from '@nestjs/common';
import { QueuesQuery } from '@thaw/desk';
import { DomainError, type Actor, type Bilingual, type Page } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { SavedView, ViewOrder, type SharedWith } from '../entities';
import { actingUser } from '../effects/acting-user';
import { readListing, type CaseListing } from '../listing/case-listing';
import { CasePages, type CappedCount } from '../listing/case-pages.query';
import { DEFAULT_COLUMNS, DEFAULT_VIEWS } from './default-views';
import { needKnownQueues } from './known-queues';
import type { StaffCaseRow } from '../views/case-list.view';
import { whoShares } from './who-shares';

/** A view as people see it. */
export interface ViewInList {
  readonly id: string;
  readonly version: number;
  readonly name: Bilingual;
  /** `default`: every desk has it, nobody changes it. `shared`: another's. */
  readonly kind: 'default' | 'own' | 'shared';
  readonly sharedWith: SharedWith;
  readonly queue: string | null;
  readonly listing: CaseListing;
  readonly columns: readonly string[];
}

/** The views that a person has, their pages and their counts. Never writes. */
@Injectable()
export class SavedViewsQuery {
  constructor(
    private readonly database: Database,
    private readonly pages: CasePages,
    private readonly queues: QueuesQuery,
  ) {}

  /** In the person's own order; what they never placed comes behind: the desk's, their own, and what others share. */
  async list(actor: Actor): Promise<readonly ViewInList[]> {
    return this.database.asActor(actor, (tx) => this.viewsOf(tx, actor));
  }

  /** @throws DomainError NOT_FOUND, also for a view that is not shared with the caller. */
  async get(actor: Actor, id: string): Promise<ViewInList> {
    return this.database.asActor(actor, (tx) => this.viewOf(tx, actor, id));
  }

  async cases(
    actor: Actor,
    id: string,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page<StaffCaseRow>> {
    return this.database.asActor(actor, async (tx) => {
      const { listing } = await this.viewOf(tx, actor, id);
      return this.pages.page(tx, actor, listing, page);
    });
  }

  /** As {@link cases} of a listing that is not saved. @throws DomainError INVALID_REQUEST */
  async preview(
    actor: Actor,
    raw: unknown,
    page: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<Page<StaffCaseRow>> {
    const listing = readListing(raw);
    return this.database.asActor(actor, async (tx) => {
      await needKnownQueues(tx, this.queues, listing);
      return this.pages.page(tx, actor, listing, page);
    });
  }

  /** How many cases each of the person's views has, in one look. */
  async counts(actor: Actor): Promise<readonly (CappedCount & { readonly id: string })[]> {
    return this.database.asActor(actor, async (tx) => {
      const counts: (CappedCount & { readonly id: string })[] = [];
      for (const { id, listing } of await this.viewsOf(tx, actor)) {
        counts.push({ id, ...(await this.pages.count(tx, actor, listing)) });
      }
      return counts;
    });
  }

  async viewsOf(tx: Tx, actor: Actor): Promise<readonly ViewInList[]> {
    const userId = actingUser(actor);
    const saved = await tx
      .createQueryBuilder(SavedView, 'v')
      .where('v.ownerId = :userId', { userId })
      .orWhere(whoShares(actor, 'v'))
      .orderBy('v.createdAt')
      .addOrderBy('v.id')
      .getMany();
    const views = [...DEFAULT_VIEWS.map(defaultView), ...saved.map((view) => savedView(view, userId))];
    const order = await tx.findOneBy(ViewOrder, { userId });
    const places = new Map(order?.viewIds.map((id, place) => [id, place]));
    const placeOf = ({ id, kind }: ViewInList): number =>
      places.get(id) ?? places.size + ['default', 'own', 'shared'].indexOf(kind);
    return views
      .map((view, index) => ({ view, index }))
      .sort((a, b) => placeOf(a.view) - placeOf(b.view) || a.index - b.index)
      .map(({ view }) => view);
  }

  /** The listing, where the queues that it names are such. @throws DomainError INVALID_REQUEST */
  async known(tx: Tx, listing: CaseListing): Promise<CaseListing> {
    await needKnownQueues(tx, this.queues, listing);
    return listing;
  }

  /** @throws DomainError NOT_FOUND, also for a view that is not shared with the caller. */
  async viewOf(tx: Tx, actor: Actor, id: string): Promise<ViewInList> {
    const found = (await this.viewsOf(tx, actor)).find((view) => view.id === id);
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }
}

const defaultView = ({ id, name, listing }: (typeof DEFAULT_VIEWS)[number]): ViewInList => ({
  ...{ id, version: 1, name, kind: 'default', sharedWith: 'everybody', queue: null, listing },
  columns: DEFAULT_COLUMNS,
}); // prettier-ignore

const savedView = (view: SavedView, userId: string): ViewInList => ({
  id: view.id,
  version: view.version,
  name: { zh: view.nameZh, en: view.nameEn },
  kind: view.ownerId === userId ? 'own' : 'shared',
  sharedWith: view.sharedWith,
  queue: view.queue,
  listing: view.listing,
  columns: view.columns,
});
