import { Injectable } from '@nestjs/common';
import { DomainError, decodeInstantCursor, isUuid, type Actor, type Page } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { MoreThan } from 'typeorm';
import { badCursor, pageLimit, toPage, type PageRequest } from '../keyset';
import { PreventionImport, PreventionImportReject } from './prevention-import.entity';

const REJECTS_AT_ONCE = 1_000;

/** Reads the receipts of files of upkeep dates. Who may is the door's to ask (`prevention.write`). */
@Injectable()
export class PreventionImportsQuery {
  constructor(private readonly database: Database) {}

  /** The latest first. @throws DomainError INVALID_REQUEST on `cursor` */
  async page(tx: Tx, { cursor, limit: wanted }: PageRequest): Promise<Page<PreventionImport>> {
    const after = cursor === undefined ? null : decodeInstantCursor(cursor);
    if (cursor !== undefined && !after) throw badCursor();
    const limit = pageLimit(wanted);
    const query = tx
      .createQueryBuilder(PreventionImport, 'i')
      .orderBy('i.at', 'DESC')
      .addOrderBy('i.id', 'DESC')
      .limit(limit + 1);
    if (after) query.where('(i.at, i.id) < (:at::timestamptz, :id::uuid)', after);
    return toPage(
      await query.getMany(),
      limit,
      (row) => row,
      (last) => [last.at.toISOString(), last.id],
    );
  }

  /** @throws DomainError NOT_FOUND */
  async get(tx: Tx, id: string): Promise<PreventionImport> {
    const found = isUuid(id) ? await tx.findOneBy(PreventionImport, { id }) : null;
    if (!found) throw new DomainError('NOT_FOUND');
    return found;
  }

  /**
   * The bad lines in their order, some at a time; nothing is held open between them.
   * @throws DomainError NOT_FOUND at once, before the first
   */
  async rejects(
    actor: Actor,
    id: string,
  ): Promise<AsyncGenerator<readonly PreventionImportReject[], void, undefined>> {
    await this.database.asActor(actor, (tx) => this.get(tx, id));
    return this.rejectsAfter(actor, id);
  }

  private async *rejectsAfter(
    actor: Actor,
    importId: string,
  ): AsyncGenerator<readonly PreventionImportReject[], void, undefined> {
    for (let after = 0; ;) {
      const rows = await this.database.asActor(actor, (tx) =>
        tx.find(PreventionImportReject, {
          where: { importId, line: MoreThan(after) },
          order: { line: 'ASC' },
          take: REJECTS_AT_ONCE,
        }),
      );
      const last = rows.at(-1);
      if (!last) return;
      yield rows;
      after = last.line;
    }
  }
}
