import { Injectable } from '@nestjs/common';
import { DomainError, type Actor, type Locale, type Page } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { cursorParts, pageLimit, toPage, type PageRequest } from '@thaw/registry';
import { In } from 'typeorm';
import { HistoryImport, type ImportState } from '../history-import.entity';
import { maySeeImport } from '../imports.query';
import { rejectHead } from '../reject-file';
import { rejectPages } from '../reject-pages';
import { IMPORT_REJECTS, ROUTED_REJECTS } from '../store-rejects';
import { RoutedImport } from './routed-import.entity';
import { routedState, type ImportCounts } from './routed-state';

/** A routed file, and what its imports have come to together. */
export interface RoutedImportView extends Omit<RoutedImport, 'rejected'> {
  readonly state: ImportState;
  /** Lines that went to no terminal. */
  readonly unrouted: number;
  readonly linesDone: number;
  /** Of sizeBytes. */
  readonly bytesDone: number;
  readonly accepted: number;
  readonly duplicates: number;
  /** All bad lines: those that went to no terminal and those of its imports. */
  readonly rejected: number;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

/** One terminal's part of a routed file. */
export interface RoutedPart {
  readonly merchantNo: string;
  readonly terminalNo: string;
  readonly import: HistoryImport;
}

interface Progress extends ImportCounts {
  readonly lines: string;
  readonly accepted: string;
  readonly duplicates: string;
  readonly rejected: string;
  readonly bytes_left: string;
  readonly failure: string | null;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

const PROGRESS = `
  SELECT count(*) FILTER (WHERE state = 'queued')::int AS queued,
    count(*) FILTER (WHERE state = 'running')::int AS running,
    count(*) FILTER (WHERE state = 'finished')::int AS finished,
    count(*) FILTER (WHERE state = 'failed')::int AS failed,
    count(*) FILTER (WHERE state = 'cancelled')::int AS cancelled,
    coalesce(sum(lines_done), 0) AS lines, coalesce(sum(accepted), 0) AS accepted,
    coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(rejected), 0) AS rejected,
    coalesce(sum(size_bytes - bytes_done), 0) AS bytes_left, min(failure) AS failure,
    min(started_at) AS started_at, max(finished_at) AS finished_at
  FROM history_import WHERE routed_import_id = $1`;

const PARTS = `
  SELECT i.id, m.merchant_no AS "merchantNo", t.terminal_no AS "terminalNo"
  FROM history_import i JOIN terminal t ON t.id = i.terminal_id JOIN merchant m ON m.id = t.merchant_id
  WHERE i.routed_import_id = $1`;

/** Reads routed files. Who may see one is as with imports. */
@Injectable()
export class RoutedImportsQuery {
  constructor(private readonly database: Database) {}

  /** @throws DomainError NOT_FOUND, also for one that the actor may not see. */
  async get(actor: Actor, id: string): Promise<RoutedImportView> {
    return this.database.asActor(actor, async (tx) => this.viewOf(tx, await this.find(tx, actor, id)));
  }

  async viewOf(tx: Tx, { rejected: unrouted, ...row }: RoutedImport): Promise<RoutedImportView> {
    const [progress] = await tx.query<[Progress]>(PROGRESS, [row.id]);
    const isRefused = row.failure !== null;
    const state = routedState(isRefused, progress);
    const hasEnded = state !== 'queued' && state !== 'running';
    return {
      ...row,
      state,
      failure: row.failure ?? (state === 'failed' ? progress.failure : null),
      unrouted,
      linesDone: isRefused ? row.linesTotal : unrouted + Number(progress.lines),
      bytesDone: row.sizeBytes - Number(progress.bytes_left),
      accepted: Number(progress.accepted),
      duplicates: Number(progress.duplicates),
      rejected: unrouted + Number(progress.rejected),
      startedAt: progress.started_at,
      finishedAt: hasEnded ? (progress.finished_at ?? row.createdAt) : null,
    };
  }

  /**
   * Its imports, by the numbers of their terminals.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST on `cursor`
   */
  async parts(actor: Actor, id: string, page: PageRequest): Promise<Page<RoutedPart>> {
    const [afterMerchant, afterTerminal] = cursorParts(page.cursor, 2);
    const limit = pageLimit(page.limit);
    return this.database.asActor(actor, async (tx) => {
      await this.find(tx, actor, id);
      const named = await tx.query<{ id: string; merchantNo: string; terminalNo: string }[]>(
        `${PARTS} AND ($2::text IS NULL OR (m.merchant_no, t.terminal_no) > ($2, $3))
         ORDER BY m.merchant_no, t.terminal_no LIMIT $4`,
        [id, afterMerchant ?? null, afterTerminal ?? null, limit + 1],
      );
      const rows = await tx.findBy(HistoryImport, { id: In(named.map((each) => each.id)) });
      const byId = new Map(rows.map((row) => [row.id, row]));
      return toPage(
        named,
        limit,
        ({ id: importId, ...numbers }) => ({ ...numbers, import: byId.get(importId) as HistoryImport }),
        (last) => [last.merchantNo, last.terminalNo],
      );
    });
  }

  /**
   * The reject file as CSV text, piece by piece: the lines that went to no terminal, then those of each terminal.
   * @throws DomainError NOT_FOUND at once, before the first piece
   */
  async rejects(actor: Actor, id: string, locale: Locale): Promise<AsyncGenerator<string, void, undefined>> {
    const { header } = await this.database.asActor(actor, (tx) => this.find(tx, actor, id));
    return this.rejectFile(actor, id, header, locale);
  }

  private async *rejectFile(
    actor: Actor,
    id: string,
    header: readonly string[],
    locale: Locale,
  ): AsyncGenerator<string, void, undefined> {
    yield rejectHead(header);
    yield* rejectPages(this.database, actor, ROUTED_REJECTS, id, locale);
    const parts = await this.database.asActor(actor, (tx) =>
      tx.query<{ id: string }[]>(`${PARTS} AND i.rejected > 0 ORDER BY m.merchant_no, t.terminal_no`, [id]),
    );
    for (const part of parts) yield* rejectPages(this.database, actor, IMPORT_REJECTS, part.id, locale);
  }

  private async find(tx: Tx, actor: Actor, id: string): Promise<RoutedImport> {
    const found = await tx.findOneBy(RoutedImport, { id });
    if (!found || !maySeeImport(actor, found)) throw new DomainError('NOT_FOUND');
    return found;
  }
}
