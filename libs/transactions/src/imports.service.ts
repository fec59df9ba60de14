import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  actorRef,
  isAllowed,
  isDomainError,
  systemActor,
  type Actor,
  type Clock,
} from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { uuidBytes } from './copy-encoder';
import { HistoryImport } from './history-import.entity';
import { failureOf, type ImportFailure } from './import-failure';
import { notAsAnnounced, notCancellable } from './import-refusals';
import { ImportRunner, type ImportFinished } from './import-runner';
import { ImportsQuery } from './imports.query';
import { IntakeStore, NO_INTAKE, type TakenIn } from './intake-store';
import type { IntakeSummary } from './intake/intake-frames';
import { completeMapping, safeFileName, type FieldMapping } from './records';
import { findSameFile } from './same-file';
import { storeRejects } from './store-rejects';
import { TerminalLock } from './terminal-lock';

export interface HistoryUpload {
  readonly terminalId: string;
  readonly caseId: string | null;
  /** As the sender named it. */
  readonly fileName: string;
  /** CSV, perhaps gzipped. It is read to its end or destroyed. */
  readonly content: Readable;
  /** Absent: the terminal's currency, the desk's time zone, yuan, unknown card type, the file's own column names. */
  readonly options: Partial<FieldMapping>;
  /** One bad line, and no line of the file becomes a transaction. */
  readonly strict?: boolean;
  /** Of the file as it is sent, in lower-case hex, where its sender has announced it. */
  readonly sha256?: string;
}

/** Told in the transaction that cancels an import; may refuse by throwing. */
export type ImportCancelled = (tx: Tx, cancelled: HistoryImport) => Promise<void>;

/** An import that has not moved for this long has lost its job. */
const LOST_AFTER_MS = 120_000;
const WORKER = systemActor('worker');

/** Takes history files in, and sees each of them through to its end. Reads of imports are ImportsQuery's. */
@Injectable()
export class ImportsService {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly intake: IntakeStore,
    private readonly runner: ImportRunner,
    private readonly lock: TerminalLock,
    private readonly query: ImportsQuery,
  ) {}

  /**
   * Takes a file in: streams it, masked, to where its job will read it, and asks for that job. Until then nothing stands;
   * whatever goes wrong, nothing stays. A file that was read before is taken all the same, and `duplicateOf` says so: its
   * job has nothing to do. Where its hash was announced, not even its bytes are looked at.
   * @throws DomainError FORBIDDEN · NOT_FOUND (the terminal) · MAPPING_INVALID · FILE_UNREADABLE · FILE_TOO_LARGE ·
   *   DIGEST_MISMATCH · whatever the upload's stream throws
   */
  async receive(actor: Actor, upload: HistoryUpload): Promise<HistoryImport> {
    try {
      // The system's own parts pass no doors; what stands here is called by them directly.
      if (actor.kind !== 'system' && !isAllowed(actor, 'history.import')) throw new DomainError('FORBIDDEN');
      const id = randomUUID();
      const { terminalNo, mapping } = await this.complete(actor, upload);
      const receivedAt = this.clock.now();
      const repeated = await this.repeat(actor, id, upload, mapping);
      if (repeated) return repeated;
      const { terminalId } = upload;
      const context = { terminalId, terminalNo, importId: id, receivedAt };
      return await this.keep(actor, id, upload, await this.intake.take(upload.content, mapping, context));
    } finally {
      upload.content.destroy();
    }
  }

  /**
   * The job `history.import`: reads the file into the history, from where an earlier run left off. Safe to run twice and
   * at once; `onFinished` is called exactly once, in the transaction that finishes the import. An import whose terminal
   * is taken by another one steps aside, and its job is asked for again when the other is done.
   * @throws anything that may pass when the job is tried again
   */
  async run(importId: string, onFinished: ImportFinished): Promise<void> {
    try {
      await this.runner.run(importId, onFinished);
    } catch (error) {
      if (!isDomainError(error, 'FILE_UNREADABLE')) throw error;
      // No further try would heal it.
      await this.failed(importId, error);
    }
  }

  /** Marks the import failed, once its job is not tried again. An import that has ended is left as it is. */
  async failed(importId: string, error: unknown): Promise<void> {
    const ended = await this.database.asActor(WORKER, async (tx) => {
      const [rows] = await tx.query<[{ terminal_id: string; intake_key: string }[], number]>(
        `UPDATE history_import SET state = 'failed', failure = $2, finished_at = $3
         WHERE id = $1 AND state IN ('queued', 'running') RETURNING terminal_id, intake_key`,
        [importId, failureOf(error), this.clock.now()],
      );
      if (rows[0]) await this.lock.requestNext(tx, rows[0].terminal_id);
      return rows[0];
    });
    if (ended) await this.intake.remove(ended.intake_key);
  }

  /**
   * Ends an import before its time. What is committed stays, and a job that is under way stops before its next chunk.
   * A strict import can be cancelled until its first chunk is written, so that it never stops in its middle; one that is
   * part of a routed file only with all of it. Cancelling twice changes nothing.
   * @throws DomainError FORBIDDEN · NOT_FOUND · IMPORT_NOT_CANCELLABLE · whatever `onCancelled` refuses with
   */
  async cancel(actor: Actor, importId: string, onCancelled: ImportCancelled): Promise<HistoryImport> {
    if (!isAllowed(actor, 'history.import')) throw new DomainError('FORBIDDEN');
    const seen = await this.query.get(actor, importId);
    if (seen.state === 'cancelled') return seen;
    const cancelled = await this.database.asActor(actor, async (tx) => {
      const [, count] = await tx.query<[unknown, number]>(
        `UPDATE history_import SET state = 'cancelled', finished_at = $2, progress_at = $2
         WHERE id = $1 AND NOT (strict AND routed_import_id IS NOT NULL)
           AND (state = 'queued' OR state = 'running' AND NOT (strict AND lines_done > 0))`,
        [importId, this.clock.now()],
      );
      const row = await tx.findOneByOrFail(HistoryImport, { id: importId });
      if (count !== 1) {
        if (row.state === 'cancelled') return row;
        throw notCancellable(row);
      }
      await this.lock.requestNext(tx, row.terminalId);
      await onCancelled(tx, row);
      return row;
    });
    await this.intake.remove(cancelled.intakeKey);
    return cancelled;
  }

  /**
   * A sweep: asks anew for the job of imports that have not moved for two minutes while nobody works on their terminal.
   * One for each terminal is enough, as imports of a terminal hand on to each other.
   * @returns how many jobs it asked for.
   */
  async requeueLost(now: Date): Promise<number> {
    const before = new Date(now.getTime() - LOST_AFTER_MS);
    const lost = await this.database.asActor(WORKER, (tx) =>
      tx.query<{ id: string; terminal_id: string }[]>(
        `SELECT DISTINCT ON (terminal_id) id, terminal_id FROM history_import
         WHERE state IN ('queued', 'running') AND progress_at < $1 ORDER BY terminal_id, created_at, id`,
        [before],
      ),
    );
    let requested = 0;
    for (const { id, terminal_id: terminalId } of lost) {
      requested += await this.database.asActor(WORKER, async (tx) => {
        if (!(await this.lock.tryHold(tx, terminalId))) return 0;
        const [, count] = await tx.query<[unknown, number]>(
          `UPDATE history_import SET progress_at = $2
           WHERE id = $1 AND state IN ('queued', 'running') AND progress_at < $3`,
          [id, now, before],
        );
        if (count === 1) await requestJob(tx, 'history.import', { importId: id });
        return count;
      });
    }
    return requested;
  }

  /** @throws DomainError NOT_FOUND · MAPPING_INVALID */
  private async complete(
    actor: Actor,
    { terminalId, options }: HistoryUpload,
  ): Promise<{ terminalNo: string; mapping: FieldMapping }> {
    const terminal = await this.database.asActor(actor, (tx) =>
      this.registry.terminal(tx, actor, terminalId),
    );
    const { currency = terminal.currency, timeZone = this.config.timeZone } = options;
    return { terminalNo: terminal.terminalNo, mapping: completeMapping({ ...options, currency, timeZone }) };
  }

  /**
   * The import of a file that was read before, if its sender says so: the announced hash is believed only in that there
   * is nothing to do. Null where the file is to be read.
   */
  private async repeat(
    actor: Actor,
    id: string,
    upload: HistoryUpload,
    mapping: FieldMapping,
  ): Promise<HistoryImport | null> {
    const { terminalId, caseId, strict = false, sha256 } = upload;
    if (sha256 === undefined) return null;
    const contentHash = Buffer.from(sha256, 'hex');
    return this.database.asActor(actor, async (tx) => {
      const same = await findSameFile(tx, terminalId, contentHash, mapping);
      // With bad lines a strict import is refused, which its reading does.
      if (!same || (strict && same.rejected > 0)) return null;
      const now = this.clock.now();
      await tx.insert(HistoryImport, {
        id,
        terminalId,
        caseId,
        fileName: safeFileName(upload.fileName),
        contentHash,
        sizeBytes: same.sizeBytes,
        intakeKey: NO_INTAKE,
        options: same.options,
        header: same.header,
        duplicateOf: same.id,
        strict,
        state: 'queued',
        linesTotal: same.linesTotal,
        createdBy: actorRef(actor),
        createdAt: now,
        progressAt: now,
      });
      await requestJob(tx, 'history.import', { importId: id });
      return tx.findOneByOrFail(HistoryImport, { id });
    });
  }

  private async keep(
    actor: Actor,
    id: string,
    upload: HistoryUpload,
    { key, plan, summary }: TakenIn,
  ): Promise<HistoryImport> {
    const { terminalId, caseId, strict = false, sha256 } = upload;
    const isRefused = strict && summary.rejected > 0;
    try {
      if (sha256 !== undefined && sha256 !== summary.sha256) throw notAsAnnounced();
      const row = await this.database.asActor(actor, async (tx) => {
        const now = this.clock.now();
        const contentHash = Buffer.from(summary.sha256, 'hex');
        await tx.insert(HistoryImport, {
          id,
          terminalId,
          caseId,
          fileName: safeFileName(upload.fileName),
          contentHash,
          sizeBytes: summary.rawBytes,
          intakeKey: key,
          options: plan.mapping,
          header: plan.header,
          duplicateOf: (await findSameFile(tx, terminalId, contentHash, plan.mapping))?.id ?? null,
          strict,
          linesTotal: summary.lines,
          createdBy: actorRef(actor),
          createdAt: now,
          progressAt: now,
          ...(isRefused ? refusal(summary, now) : { state: 'queued' }),
        });
        if (isRefused) await this.storeRejects(tx, id, key);
        else await requestJob(tx, 'history.import', { importId: id });
        return tx.findOneByOrFail(HistoryImport, { id });
      });
      if (isRefused) await this.intake.remove(key);
      return row;
    } catch (error) {
      await this.intake.remove(key);
      throw error;
    }
  }

  /** Of a file that is refused: no job will read it. */
  private async storeRejects(tx: Tx, importId: string, key: string): Promise<void> {
    const { chunks } = await this.intake.open(key);
    for await (const { rejected } of chunks) await storeRejects(tx, uuidBytes(importId), rejected);
  }
}

const refusal = ({ lines, rejected, rawBytes }: IntakeSummary, finishedAt: Date): Partial<HistoryImport> => ({
  state: 'refused',
  failure: 'LINES_REJECTED' satisfies ImportFailure,
  linesDone: lines,
  bytesDone: rawBytes,
  rejected,
  finishedAt,
});
