import { createHash, randomUUID } from 'node:crypto';
import { Transform, pipeline, type Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { recordRead } from '@thaw/audit';
import { DomainError, isDomainError, isMerchantUser, type Actor, type Clock } from '@thaw/kernel';
import {
  CLOCK,
  CONFIG,
  Database,
  FileStore,
  Logger,
  type Config,
  type KeptFile,
  type Tx,
} from '@thaw/platform';
import { safeFileName } from '@thaw/transactions/records';
import { fileTypeFromBuffer } from 'file-type';
import { CaseRepository } from '../case.repository';
import { FILE_NAMES } from '../domain';
import type { FreezeCase, StoredFile } from '../entities';
import type { FileKind } from './file-kinds';
import { FileInspection } from './file-inspection.service';
import { FileQuota } from './file-quota.query';
import { FileScans } from './file-scans.service';

export interface GivenFile {
  readonly fileName: string;
  readonly content: Readable;
}

/** A file that may be read. */
export interface FileToRead<T extends StoredFile = StoredFile> {
  readonly file: T;
  /**
   * Its bytes, to be read to the end, once all of them were held against the hash that was taken when they came.
   * @throws DomainError FILE_DAMAGED
   */
  readonly read: () => Promise<Readable>;
}

/** What a table of files keeps of one that came in; whose it is and what for, it adds by itself. */
export type Received = Omit<StoredFile, 'erasedAt'>;

/** Where a file goes. Each table of files has a door of its own and says so in its own words. */
export interface FileDoor<T extends StoredFile> {
  readonly kind: FileKind;
  /** Refuses what nothing could name, before a byte is read and again when it is kept. */
  readonly wanted: (tx: Tx, freezeCase: FreezeCase) => Promise<void>;
  /** Of what type it may be, where the lifecycle does not say. */
  readonly takes?: (mediaType: string) => void;
  readonly keep: (tx: Tx, freezeCase: FreezeCase, received: Received) => Promise<T>;
}

/** As much of a file's head as is needed to know its type: of a workbook, its first parts. */
const HEAD_BYTES = 64 * 1_024;

/** Every file of a case comes in here: limit, type, hash, blob, and no blob where the case refuses it after all. */
@Injectable()
export class ReceivedFiles {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly files: FileStore,
    private readonly cases: CaseRepository,
    private readonly inspection: FileInspection,
    private readonly quota: FileQuota,
    private readonly scans: FileScans,
    private readonly logger: Logger,
  ) {}

  /**
   * The bytes go to the store before the database knows of them, and out of it again where the case refuses them.
   * @throws DomainError FILE_TOO_LARGE, FILE_UNREADABLE, GUARD_REFUSED of a full quota, NOT_FOUND, or as the door says.
   */
  async receive<T extends StoredFile>(
    actor: Actor,
    number: string,
    given: GivenFile,
    door: FileDoor<T>,
  ): Promise<T> {
    await this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.get(tx, number, actor);
      await door.wanted(tx, freezeCase);
      await this.quota.need(tx, actor, freezeCase.merchantId, null);
    });
    const { blob, head } = await this.store(given.content);
    try {
      const mediaType = await typeOf(head);
      door.takes?.(mediaType);
      const { isLocked } = await this.inspection.inspect({
        mediaType,
        sizeBytes: blob.sizeBytes,
        open: () => Promise.resolve(this.files.open({ ...blob, blobKey: blob.key })),
        mayBeLocked: !isMerchantUser(actor),
      });
      return await this.database.asActor(actor, async (tx) => {
        const freezeCase = await this.cases.lock(tx, { number }, actor);
        await door.wanted(tx, freezeCase);
        await this.quota.need(tx, actor, freezeCase.merchantId, blob.sizeBytes);
        const kept = await door.keep(tx, freezeCase, {
          id: randomUUID(),
          caseId: freezeCase.id,
          fileName: safeFileName(given.fileName),
          mediaType,
          sizeBytes: blob.sizeBytes,
          sha256: blob.sha256,
          blobKey: blob.key,
          keyId: blob.keyId,
          wrappedKey: blob.wrappedKey,
          ...this.scans.firstState(isLocked),
          uploadedAt: this.clock.now(),
        });
        await this.scans.ask(tx, door.kind, kept);
        return kept;
      });
    } catch (error) {
      await this.files.remove(blob.key);
      throw error;
    }
  }

  /**
   * What staff read is recorded where they read it; that a merchant reads files of its own case is not.
   * @throws DomainError FILE_ERASED, FILE_IN_QUARANTINE, FILE_INFECTED
   */
  async open<T extends StoredFile>(tx: Tx, actor: Actor, kind: FileKind, file: T): Promise<FileToRead<T>> {
    if (file.erasedAt !== null) throw new DomainError('FILE_ERASED');
    if (file.malwareScan === 'quarantined') throw new DomainError('FILE_IN_QUARANTINE');
    if (file.malwareScan === 'refused') throw new DomainError('FILE_INFECTED');
    if (!isMerchantUser(actor))
      await recordRead(tx, 'download', { subject: kind, key: file.id, caseId: file.caseId });
    return { file, read: () => this.read(kind, file) };
  }

  /** Twice through it, and nothing of a file that is not what came ever goes out. */
  private async read(kind: FileKind, file: StoredFile): Promise<Readable> {
    const { id, sha256 } = file;
    try {
      const found = createHash('sha256');
      for await (const piece of this.files.open(file) as AsyncIterable<Buffer>) found.update(piece);
      if (found.digest().equals(sha256)) return this.files.open(file);
      this.logger.error({ kind, fileId: id }, 'a stored file is not what came in');
    } catch (error) {
      if (isDomainError(error, 'DEPENDENCY_UNAVAILABLE')) throw error;
      this.logger.error({ kind, fileId: id, err: error }, 'a stored file cannot be read');
    }
    throw new DomainError('FILE_DAMAGED');
  }

  private async store(content: Readable): Promise<{ readonly blob: KeptFile; readonly head: Buffer }> {
    const chunks: Buffer[] = [];
    let kept = 0;
    // A transform, not a listener: a listener would let the first bytes flow away before the store is ready for them.
    const through = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (kept < HEAD_BYTES) chunks.push(chunk);
        kept += chunk.length;
        done(null, chunk);
      },
    });
    // Not pipe(): the upload may have broken off while the case was asked, and pipe() would wait for it for ever.
    pipeline(content, through, () => undefined);
    const blob = await this.files.put(through, this.config.evidenceLimitBytes);
    return { blob, head: Buffer.concat(chunks) };
  }
}

/** Found from the bytes, whatever name or header says. */
const typeOf = async (head: Buffer): Promise<string> =>
  (await fileTypeFromBuffer(head))?.mime ?? 'application/octet-stream';

/** Any type that some evidence item takes. @throws DomainError FILE_TYPE_REFUSED */
export function needKnownType(mediaType: string): void {
  if (Object.hasOwn(FILE_NAMES, mediaType)) return;
  const names = Object.values(FILE_NAMES);
  throw new DomainError('FILE_TYPE_REFUSED', {
    field: 'file',
    rule: 'file.type',
    detail: {
      zh: `仅接受 ${names.join('、')} 文件，请转换后重新上传。`,
      en: `Takes ${names.join(', ')} only: convert the file and upload it again.`,
    },
  });
}
