import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, isAllowed, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { uuidBytes } from '../copy-encoder';
import { HistoryImport } from '../history-import.entity';
import type { ImportFailure } from '../import-failure';
import { notAsAnnounced, notCancellable } from '../import-refusals';
import type { HistoryUpload } from '../import-reception.service';
import type { ImportCancelled } from '../imports.service';
import { IntakeStore, NO_INTAKE } from '../intake-store';
import { completeMapping, safeFileName, type FieldMapping } from '../records';
import { ROUTED_REJECTS, storeRejects } from '../store-rejects';
import { TerminalLock } from '../terminal-lock';
import { routesOf, type Routes } from './resolve-runs';
import { RouteBuilder, type BuiltPart } from './route-builder';
import { RoutedImport, type RoutedOptions } from './routed-import.entity';
import { RoutedImportsQuery, type RoutedImportView } from './routed-imports.query';
import { RoutingStore, type SortedUpload } from './routing-store';
import { findSameRouted, samePartsOf } from './same-routed-file';

/** A file that says for itself whose lines are in it. */
export type RoutedUpload = Omit<HistoryUpload, 'terminalId' | 'caseId'>;

/** Rows written by one statement. */
const ROWS_AT_ONCE = 100;

/** What an import is of, beside its file. */
type Part = Omit<BuiltPart, 'rejected'>;

/** Takes files of several terminals in: sorts their lines, and asks for an import for each terminal. */
@Injectable()
export class RoutedImportsService {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly store: RoutingStore,
    private readonly builder: RouteBuilder,
    private readonly intake: IntakeStore,
    private readonly lock: TerminalLock,
    private readonly query: RoutedImportsQuery,
  ) {}

  /**
   * Takes a file in: reads it to its end, finds the terminal of each line among those that the actor may see, and asks for
   * all imports in one commit. Until then nothing stands; whatever goes wrong, nothing stays. Lines without a terminal
   * are kept as rejected, masked. A strict file with one bad line is refused before any import is asked for. A file that
   * was routed before is taken all the same, and `duplicateOf` says so; where its hash was announced it is not even read.
   * @throws DomainError FORBIDDEN · MAPPING_INVALID · FILE_UNREADABLE · FILE_TOO_LARGE · DIGEST_MISMATCH · whatever the
   *   upload's stream throws
   */
  async receive(actor: Actor, upload: RoutedUpload): Promise<RoutedImportView> {
    try {
      if (!isAllowed(actor, 'history.import')) throw new DomainError('FORBIDDEN');
      const { timeZone = this.config.timeZone } = upload.options;
      const mapping = completeMapping({ ...upload.options, timeZone });
      const receivedAt = this.clock.now();
      const repeated = await this.repeat(actor, upload, mapping);
      if (repeated) return repeated;
      const sorted = await this.store.sort(upload.content, mapping);
      try {
        return await this.route(actor, upload, sorted, receivedAt);
      } finally {
        sorted.spool.close();
      }
    } finally {
      upload.content.destroy();
    }
  }

  /**
   * Cancels every import of the file that has not ended; what they have committed stays. A strict file can be cancelled
   * until the first of its lines is written. Cancelling twice changes nothing.
   * @throws DomainError FORBIDDEN · NOT_FOUND · IMPORT_NOT_CANCELLABLE · whatever `onCancelled` refuses with
   */
  async cancel(actor: Actor, id: string, onCancelled: ImportCancelled): Promise<RoutedImportView> {
    if (!isAllowed(actor, 'history.import')) throw new DomainError('FORBIDDEN');
    const seen = await this.query.get(actor, id);
    if (seen.state === 'cancelled') return seen;
    const cancelled = await this.database.asActor(actor, async (tx) => {
      const unfinished = await tx.query<{ id: string }[]>(
        `SELECT id FROM history_import WHERE routed_import_id = $1 AND state IN ('queued', 'running')
         ORDER BY id FOR UPDATE`,
        [id],
      );
      await this.refuseIfTooLate(tx, id, unfinished.length);
      const now = this.clock.now();
      await tx.query(
        `UPDATE history_import SET state = 'cancelled', finished_at = $2, progress_at = $2 WHERE id = ANY($1)`,
        [unfinished.map((each) => each.id), now],
      );
      const rows: HistoryImport[] = [];
      for (const each of unfinished) {
        const row = await tx.findOneByOrFail(HistoryImport, { id: each.id });
        await this.lock.requestNext(tx, row.terminalId);
        // Of one that has not begun there is nothing to tell.
        if (row.linesDone > 0) await onCancelled(tx, row);
        rows.push(row);
      }
      return rows;
    });
    for (const { intakeKey } of cancelled) await this.intake.remove(intakeKey);
    return this.query.get(actor, id);
  }

  private async refuseIfTooLate(tx: Tx, id: string, unfinished: number): Promise<void> {
    const { state, strict, linesDone, unrouted } = await this.query.viewOf(
      tx,
      await tx.findOneByOrFail(RoutedImport, { id }),
    );
    const isWriting = strict && linesDone > unrouted;
    if (unfinished === 0 || isWriting) throw notCancellable({ state, strict, routedImportId: null });
  }

  /** The receipt of a file that was routed before, if its sender announced it. Null where it is to be read. */
  private async repeat(
    actor: Actor,
    upload: RoutedUpload,
    mapping: FieldMapping,
  ): Promise<RoutedImportView | null> {
    const { strict = false, sha256, options } = upload;
    if (sha256 === undefined) return null;
    return this.database.asActor(actor, async (tx) => {
      // Where lines went nowhere, they alone could tell whether they would now.
      const known = await findSameRouted(tx, Buffer.from(sha256, 'hex'), optionsOf(mapping, options), 0);
      const parts = known && (await samePartsOf(tx, actor, this.registry, known));
      if (!parts || (strict && parts.some(({ same }) => same.rejected > 0))) return null;
      const row = { ...known, ...this.heading(actor, upload), duplicateOf: known.id };
      return this.insert(
        tx,
        row,
        parts.map(({ same, ...part }) => ({
          ...part,
          importId: randomUUID(),
          sizeBytes: same.sizeBytes,
          intakeKey: NO_INTAKE,
          duplicateOf: same.id,
          lines: same.linesTotal,
        })),
      );
    });
  }

  private async route(
    actor: Actor,
    upload: RoutedUpload,
    sorted: SortedUpload,
    receivedAt: Date,
  ): Promise<RoutedImportView> {
    const { strict = false, sha256, options } = upload;
    if (sha256 !== undefined && sha256 !== sorted.sha256) throw notAsAnnounced();
    const found = await this.database.asActor(actor, (tx) =>
      this.registry.terminalsByNumbers(
        tx,
        actor,
        sorted.named.map(({ name }) => name),
      ),
    );
    const routes = routesOf(sorted, found);
    const currency = options.currency === undefined ? undefined : sorted.plan.mapping.currency;
    const parts = await this.builder.build(sorted, routes, { receivedAt, strict, currency });
    try {
      return await this.keep(actor, upload, sorted, routes, parts);
    } catch (error) {
      await this.builder.discard(parts);
      throw error;
    }
  }

  private async keep(
    actor: Actor,
    upload: RoutedUpload,
    sorted: SortedUpload,
    routes: Routes,
    parts: readonly BuiltPart[],
  ): Promise<RoutedImportView> {
    const { plan } = sorted;
    const bad = routes.strayLines + parts.reduce((sum, { rejected }) => sum + rejected, 0);
    const isRefused = (upload.strict ?? false) && bad > 0;
    const contentHash = Buffer.from(sorted.sha256, 'hex');
    const options = optionsOf(plan.mapping, upload.options);
    const view = await this.database.asActor(actor, async (tx) => {
      const isAllSame = parts.every(({ duplicateOf }) => duplicateOf !== null);
      const row: RoutedImport = {
        ...this.heading(actor, upload),
        contentHash,
        sizeBytes: sorted.rawBytes,
        options,
        header: plan.header,
        duplicateOf: isAllSame
          ? ((await findSameRouted(tx, contentHash, options, routes.strayLines))?.id ?? null)
          : null,
        terminals: parts.length,
        linesTotal: routes.lines,
        rejected: isRefused ? bad : routes.strayLines,
        failure: isRefused ? ('LINES_REJECTED' satisfies ImportFailure) : null,
      };
      const inserted = await this.insert(tx, row, isRefused ? [] : parts);
      const owner = uuidBytes(row.id);
      for (const strays of routes.strays) {
        for (const batch of this.store.strays(sorted, strays))
          await storeRejects(tx, owner, batch, ROUTED_REJECTS);
      }
      if (isRefused) await this.storeBadLines(tx, owner, parts);
      return inserted;
    });
    if (isRefused) await this.builder.discard(parts);
    return view;
  }

  /** Of a file that is refused: there will be no imports to tell them. */
  private async storeBadLines(tx: Tx, owner: Buffer, parts: readonly BuiltPart[]): Promise<void> {
    for (const { intakeKey } of parts.filter(({ rejected }) => rejected > 0)) {
      const { chunks } = await this.intake.open(intakeKey);
      for await (const { rejected } of chunks) await storeRejects(tx, owner, rejected, ROUTED_REJECTS);
    }
  }

  private heading(actor: Actor, { fileName, strict = false }: RoutedUpload) {
    return {
      id: randomUUID(),
      fileName: safeFileName(fileName),
      strict,
      createdBy: actorRef(actor),
      createdAt: this.clock.now(),
    };
  }

  /** The file, an import for each of its parts, and their jobs. */
  private async insert(tx: Tx, row: RoutedImport, parts: readonly Part[]): Promise<RoutedImportView> {
    await tx.insert(RoutedImport, row);
    const { id: routedImportId, fileName, header, strict, createdBy, createdAt } = row;
    const shared = { routedImportId, caseId: null, fileName, header, strict, createdBy, createdAt };
    for (let from = 0; from < parts.length; from += ROWS_AT_ONCE) {
      const rows = parts.slice(from, from + ROWS_AT_ONCE);
      await tx.insert(
        HistoryImport,
        rows.map((part) => ({
          ...shared,
          id: part.importId,
          terminalId: part.terminalId,
          contentHash: part.contentHash,
          sizeBytes: part.sizeBytes,
          intakeKey: part.intakeKey,
          options: part.mapping,
          duplicateOf: part.duplicateOf,
          state: 'queued' as const,
          linesTotal: part.lines,
          progressAt: createdAt,
        })),
      );
      for (const { importId } of rows) await requestJob(tx, 'history.import', { importId });
    }
    return this.query.viewOf(tx, await tx.findOneByOrFail(RoutedImport, { id: row.id }));
  }
}

/** How the file was read, whatever terminals are in it. */
function optionsOf(mapping: FieldMapping, given: Partial<FieldMapping>): RoutedOptions {
  if (given.currency !== undefined) return mapping;
  const { currency: _terminals, ...options } = mapping;
  return options;
}
