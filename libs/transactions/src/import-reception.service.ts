import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, isAllowed, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import { AheadImports, NotAhead, type AheadImport } from './ahead-imports.service';
import type { AheadCounts } from './ahead-rows';
import { uuidBytes } from './copy-encoder';
import { HistoryImport } from './history-import.entity';
import type { ImportFailure } from './import-failure';
import { notAsAnnounced } from './import-refusals';
import type { IntakeSpool } from './intake-spool';
import { IntakeStore, NO_INTAKE } from './intake-store';
import type { IntakeSummary } from './intake/intake-frames';
import { completeMapping, safeFileName, type ColumnPlan, type FieldMapping } from './records';
import { findSameFile } from './same-file';
import { storeRejects } from './store-rejects';

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

interface EnteredImport {
  readonly id: string;
  readonly upload: HistoryUpload;
  readonly plan: ColumnPlan;
  readonly summary: IntakeSummary;
  readonly key: string;
  readonly isRefused?: boolean;
}

/** Takes history files in: what became of each is one row of `history_import`, or nothing. */
@Injectable()
export class ImportReception {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'timeZone'>,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly intake: IntakeStore,
    private readonly ahead: AheadImports,
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
      const { terminalId, strict = false } = upload;
      const context = { terminalId, terminalNo, importId: id, receivedAt };
      const spool = await this.intake.begin(upload.content, mapping, context);
      const ahead = this.ahead.begin<HistoryImport>(spool, { actor, terminalId, strict });
      try {
        return await this.keep(actor, id, upload, spool, ahead);
      } catch (error) {
        upload.content.destroy();
        await ahead.giveUp();
        await spool.discard();
        throw error;
      }
    } finally {
      upload.content.destroy();
    }
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

  /** Sees the upload to its end: its rows are in, or its file waits for its job, or it is refused. */
  private async keep(
    actor: Actor,
    id: string,
    upload: HistoryUpload,
    spool: IntakeSpool,
    ahead: AheadImport<HistoryImport>,
  ): Promise<HistoryImport> {
    const { strict = false, sha256 } = upload;
    const summary = await spool.whole;
    if (sha256 !== undefined && sha256 !== summary.sha256) throw notAsAnnounced();
    const { plan } = spool;
    const isRefused = strict && summary.rejected > 0;
    if (isRefused) await ahead.giveUp();
    const written = await ahead.commit(async (tx, counts) => {
      const row = await this.enter(tx, actor, { id, upload, plan, summary, key: NO_INTAKE });
      // Its job then has nothing to read, and its rows nothing to add.
      if (row.duplicateOf !== null) throw new NotAhead();
      await this.noteAhead(tx, id, counts, summary);
      await requestJob(tx, 'history.import', { importId: id });
      return tx.findOneByOrFail(HistoryImport, { id });
    });
    if (written) {
      await spool.discard();
      return written;
    }
    const key = await spool.keep();
    const row = await this.database.asActor(actor, async (tx) => {
      const entered = await this.enter(tx, actor, { id, upload, plan, summary, key, isRefused });
      if (isRefused) await this.storeRejects(tx, id, key);
      else await requestJob(tx, 'history.import', { importId: id });
      return entered;
    });
    if (isRefused) await this.intake.remove(key);
    return row;
  }

  private async enter(
    tx: Tx,
    actor: Actor,
    { id, upload, plan, summary, key, isRefused = false }: EnteredImport,
  ): Promise<HistoryImport> {
    const { terminalId, caseId, strict = false } = upload;
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
    return tx.findOneByOrFail(HistoryImport, { id });
  }

  /** All lines have been written: what is left to the job is to finish. */
  private async noteAhead(
    tx: Tx,
    id: string,
    { lines, accepted, duplicates, rejected, rejections }: AheadCounts,
    summary: IntakeSummary,
  ): Promise<void> {
    if (lines !== summary.lines)
      throw new Error(`${lines} lines were written ahead instead of ${summary.lines}`);
    await tx.update(HistoryImport, id, {
      linesDone: lines,
      bytesDone: summary.rawBytes,
      accepted,
      duplicates,
      rejected,
    });
    await storeRejects(tx, uuidBytes(id), rejections);
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
