import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Clamd, Database, FileStore, Logger, requestJob, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';

import type { MalwareScan, StoredFile } from '../entities';
import { LOCKED } from '../views/stored-file.view';
import { FILE_KINDS, type FileKind } from './file-kinds';
import { RefusedFiles } from './refused-files.service';

/** Longer than a scan takes; then its job was lost, or clamd was. */
const WAITING_MS = 60_000;
const FILES_AT_ONCE = 200;
const CLOCK_PART = systemActor('clock');

type ScannedFile = Pick<
  StoredFile,
  'id' | 'caseId' | 'blobKey' | 'keyId' | 'wrappedKey' | 'malwareScan' | 'scannedWith' | 'scanNote'
>;

/** Files of cases before the malware scanner: as they come, and again when it has learnt something new. */
@Injectable()
export class FileScans {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly scanner: Clamd,
    private readonly cases: CaseRepository,
    private readonly refused: RefusedFiles,
    private readonly logger: Logger,
  ) {}

  /** How a file begins that has just come in. */
  firstState(isLocked: boolean): Pick<StoredFile, 'malwareScan' | 'scannedWith' | 'scanNote'> {
    const malwareScan = this.scanner.isConfigured && !isLocked ? 'quarantined' : 'not_scanned';
    return { malwareScan, scannedWith: null, scanNote: isLocked ? LOCKED : null };
  }

  /** In the transaction that stores it. */
  async ask(tx: Tx, kind: FileKind, { id, malwareScan }: StoredFile): Promise<void> {
    if (malwareScan === 'quarantined') await requestJob(tx, 'file.scan', { kind, fileId: id });
  }

  /**
   * The job `file.scan`. It comes at least once, and what was found is final: later signatures take nothing back.
   * @throws ScannerFailed: the file waits on, and the job comes again.
   */
  async scan(kind: FileKind, fileId: string): Promise<void> {
    const file = await this.inTransaction((tx) => find(tx, kind, fileId));
    if (!file || file.malwareScan === 'refused' || file.scanNote === LOCKED || !this.scanner.isConfigured)
      return;
    const version = await this.scanner.version();
    if (file.malwareScan === 'clean' && file.scannedWith === version) return;
    const finding = await this.scanner.scan(this.files.open(file));
    await this.inTransaction((tx) => this.settle(tx, kind, file.blobKey, version, finding));
  }

  /**
   * A sweep: files in quarantine whose job was lost, or used up its attempts while clamd was away.
   * @returns how many wait.
   */
  async requeueWaiting(now: Date): Promise<number> {
    if (!this.scanner.isConfigured) return 0;
    const before = new Date(now.getTime() - WAITING_MS);
    return this.requeue(
      (kind) =>
        `SELECT id FROM ${kind} WHERE malware_scan = 'quarantined' AND erased_at IS NULL AND uploaded_at < $1 ORDER BY uploaded_at LIMIT $2`,
      before,
    );
  }

  /**
   * A sweep: files that were scanned with other signatures than there are now, or came before there was a scanner.
   * @returns how many are scanned again, at most some hundreds at a time.
   */
  async askAgain(): Promise<number> {
    if (!this.scanner.isConfigured) return 0;
    const version = await this.scanner.version();
    return this.requeue(
      (kind) =>
        `SELECT id FROM ${kind} WHERE malware_scan IN ('clean', 'not_scanned') AND erased_at IS NULL AND scan_note IS DISTINCT FROM '${LOCKED}'
           AND scanned_with IS DISTINCT FROM $1 ORDER BY uploaded_at DESC LIMIT $2`,
      version,
    );
  }

  /** Nothing is asked for while nobody would answer: jobs would only pile up. */
  private async requeue(idsOf: (kind: FileKind) => string, value: Date | string): Promise<number> {
    let waiting = 0;
    for (const kind of FILE_KINDS) {
      const ids = await this.inTransaction((tx) =>
        tx.query<{ id: string }[]>(idsOf(kind), [value, FILES_AT_ONCE]),
      );
      if (ids.length === 0) continue;
      waiting += ids.length;
      await this.scanner.version().catch((error: unknown) => {
        this.logger.warn({ kind, waiting: ids.length }, 'files wait for the malware scanner, which is away');
        throw error;
      });
      await this.inTransaction(async (tx) => {
        for (const { id } of ids) await requestJob(tx, 'file.scan', { kind, fileId: id });
      });
    }
    return waiting;
  }

  /** A proof that was taken over lies in the same bytes: what is found in one is found in all. */
  private async settle(
    tx: Tx,
    kind: FileKind,
    blobKey: string,
    version: string,
    finding: string | null,
  ): Promise<void> {
    const cases = await tx.query<{ id: string }[]>(
      `SELECT DISTINCT case_id AS id FROM ${kind} WHERE blob_key = $1 ORDER BY 1`,
      [blobKey],
    );
    const locked = [];
    for (const { id } of cases) locked.push(await this.cases.lock(tx, { id }, CLOCK_PART));
    const state: MalwareScan = finding === null ? 'clean' : 'refused';
    const [rows] = await tx.query<[{ id: string; caseId: string }[], number]>(
      `UPDATE ${kind} SET malware_scan = $2, scanned_with = $3, scan_note = $4
       WHERE blob_key = $1 AND malware_scan <> 'refused' RETURNING id, case_id AS "caseId"`,
      [blobKey, state, version, finding],
    );
    if (finding === null) return;
    for (const { id, caseId } of rows) {
      const freezeCase = locked.find((one) => one.id === caseId);
      if (freezeCase) await this.refused.tell(tx, freezeCase, kind, id, this.clock.now());
    }
  }

  private inTransaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.database.asActor(CLOCK_PART, work);
  }
}

async function find(tx: Tx, kind: FileKind, id: string): Promise<ScannedFile | undefined> {
  const [file] = await tx.query<ScannedFile[]>(
    `SELECT id, case_id AS "caseId", blob_key AS "blobKey", key_id AS "keyId", wrapped_key AS "wrappedKey",
       malware_scan AS "malwareScan", scanned_with AS "scannedWith", scan_note AS "scanNote"
     FROM ${kind} WHERE id = $1`,
    [id],
  );
  return file;
}
