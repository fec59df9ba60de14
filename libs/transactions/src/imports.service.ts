import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isAllowed, isDomainError, systemActor, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, requestJob, type Tx } from '@thaw/platform';
import { HistoryImport } from './history-import.entity';
import { failureOf } from './import-failure';
import { ImportReception, type HistoryUpload } from './import-reception.service';
import { notCancellable } from './import-refusals';
import { takeTurn } from './import-turn';
import { ImportRunner, type ImportFinished } from './import-runner';
import { ImportsQuery } from './imports.query';
import { IntakeStore } from './intake-store';
import { TerminalLock } from './terminal-lock';

/** Told in the transaction that cancels an import; may refuse by throwing. */
export type ImportCancelled = (tx: Tx, cancelled: HistoryImport) => Promise<void>;

/** An import that has not moved for this long has lost its job. */
const LOST_AFTER_MS = 120_000;
const WORKER = systemActor('worker');

/** Takes history files in, and sees each of them through to its end. Reads of imports are ImportsQuery's. */
@Injectable()
export class ImportsService {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly reception: ImportReception,
    private readonly intake: IntakeStore,
    private readonly runner: ImportRunner,
    private readonly lock: TerminalLock,
    private readonly query: ImportsQuery,
  ) {}

  /** See {@link ImportReception.receive}. */
  receive(actor: Actor, upload: HistoryUpload): Promise<HistoryImport> {
    return this.reception.receive(actor, upload);
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
      // A strict one that writes is refused at once.
      if (!seen.strict) await takeTurn(tx, importId);
      const [, count] = await tx.query<[unknown, number]>(
        `UPDATE history_import SET state = 'cancelled', finished_at = $2, progress_at = $2
         WHERE id = $1 AND state IN ('queued', 'running')
           AND NOT (strict AND (routed_import_id IS NOT NULL OR lines_done > 0))`,
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
}
