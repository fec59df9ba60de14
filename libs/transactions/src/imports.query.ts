import { Injectable } from '@nestjs/common';
import {
  DomainError,
  actorRef,
  decodeInstantCursor,
  isAllowed,
  isMerchantUser,
  type Actor,
  type Locale,
  type Page,
} from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { RegistryQuery, badCursor, pageLimit, toPage, type PageRequest } from '@thaw/registry';
import { HistoryImport } from './history-import.entity';
import { rejectHead } from './reject-file';
import { rejectPages } from './reject-pages';
import { IMPORT_REJECTS } from './store-rejects';

/** Reads imports. Merchants see none of them; a machine client sees those that it sent itself. */
@Injectable()
export class ImportsQuery {
  constructor(
    private readonly database: Database,
    private readonly registry: RegistryQuery,
  ) {}

  /** @throws DomainError NOT_FOUND, also for one that the actor may not see. */
  async get(actor: Actor, id: string): Promise<HistoryImport> {
    const found = await this.database.asActor(actor, (tx) => tx.findOneBy(HistoryImport, { id }));
    if (!found || !maySeeImport(actor, found)) throw new DomainError('NOT_FOUND');
    return found;
  }

  /**
   * The latest first.
   * @throws DomainError NOT_FOUND (the terminal) · INVALID_REQUEST on `cursor`
   */
  async listOfTerminal(
    tx: Tx,
    actor: Actor,
    terminalId: string,
    page: PageRequest,
  ): Promise<Page<HistoryImport>> {
    await this.registry.terminal(tx, actor, terminalId);
    const after = placeOf(page.cursor);
    const limit = pageLimit(page.limit);
    const query = tx
      .createQueryBuilder(HistoryImport, 'i')
      .where('i.terminalId = :terminalId', { terminalId })
      .orderBy('i.createdAt', 'DESC')
      .addOrderBy('i.id')
      .limit(limit + 1);
    if (after)
      query.andWhere('(i.createdAt < :createdAt OR (i.createdAt = :createdAt AND i.id > :afterId))', after);
    const rows = await query.getMany();
    return toPage(
      rows,
      limit,
      (row) => row,
      (last) => [last.createdAt.toISOString(), last.id],
    );
  }

  /**
   * The reject file as CSV text, piece by piece: line, reason, field, message, then the line's cells under the file's own
   * names. Nothing is held open between the pieces, however slowly they are read.
   * @throws DomainError NOT_FOUND at once, before the first piece
   */
  async rejects(actor: Actor, id: string, locale: Locale): Promise<AsyncGenerator<string, void, undefined>> {
    const { header } = await this.get(actor, id);
    return this.rejectFile(actor, id, header, locale);
  }

  private async *rejectFile(
    actor: Actor,
    importId: string,
    header: readonly string[],
    locale: Locale,
  ): AsyncGenerator<string, void, undefined> {
    yield rejectHead(header);
    yield* rejectPages(this.database, actor, IMPORT_REJECTS, importId, locale);
  }
}

/** @throws DomainError INVALID_REQUEST */
function placeOf(cursor: string | undefined): { readonly createdAt: Date; readonly afterId: string } | null {
  if (cursor === undefined) return null;
  const place = decodeInstantCursor(cursor);
  if (!place) throw badCursor();
  return { createdAt: new Date(place.at), afterId: place.id };
}

/** A machine client has sent histories of shops that are none of its business otherwise. */
const mayReadAll = (actor: Actor): boolean => actor.kind === 'system' || isAllowed(actor, 'history.read');

export const maySeeImport = (actor: Actor, { createdBy }: Pick<HistoryImport, 'createdBy'>): boolean =>
  !isMerchantUser(actor) && (mayReadAll(actor) || createdBy === actorRef(actor));
