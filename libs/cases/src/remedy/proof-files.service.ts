import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor, type Clock } from '@thaw/kernel';
import {
  CLOCK,
  CONFIG,
  Database,
  DiskBlobStore,
  type Config,
  type StoredBlob,
  type Tx,
} from '@thaw/platform';
import { safeFileName } from '@thaw/transactions/records';
import { CaseRepository, snapshotOf } from '../case.repository';
import { CaseTransitions } from '../case-transitions.service';
import { FILE_NAMES, allowedActions } from '../domain';
import { actingUser } from '../effects/acting-user';
import { ProofFile, type FreezeCase } from '../entities';
import { storeUpload, typeOf } from '../evidence/store-upload';

/** Files of proof on one case. */
const MOST_FILES = 60;

export interface ProofUpload {
  readonly fileName: string;
  readonly content: Readable;
}

/** Files that prove steps: put in before the step is attested, which names them by their id. */
@Injectable()
export class ProofFiles {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly blobs: DiskBlobStore,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
  ) {}

  /** @throws DomainError FILE_TYPE_REFUSED, FILE_TOO_LARGE, NOT_FOUND, or why nothing can be attested now. */
  async upload(actor: Actor, number: string, { fileName, content }: ProofUpload): Promise<ProofFile> {
    await this.database.asActor(actor, async (tx) =>
      this.assertWanted(tx, await this.cases.get(tx, number, actor), actor),
    );
    const { blob, head } = await storeUpload(this.blobs, content, this.config.evidenceLimitBytes);
    try {
      const mediaType = await typeOf(head);
      needTakenType(mediaType);
      return await this.database.asActor(actor, (tx) =>
        this.keep(tx, actor, number, fileName, blob, mediaType),
      );
    } catch (error) {
      await this.blobs.remove(blob.key);
      throw error;
    }
  }

  /** A merchant sees what came from the merchant. @throws DomainError NOT_FOUND */
  async download(
    actor: Actor,
    number: string,
    id: string,
  ): Promise<{ readonly file: ProofFile; readonly content: Readable }> {
    return this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(ProofFile, { id, caseId: freezeCase.id });
      if (!file || (isMerchantUser(actor) && !file.fromMerchant)) throw new DomainError('NOT_FOUND');
      return { file, content: this.blobs.open(file.blobKey) };
    });
  }

  private async keep(
    tx: Tx,
    actor: Actor,
    number: string,
    fileName: string,
    blob: StoredBlob,
    mediaType: string,
  ): Promise<ProofFile> {
    const freezeCase = await this.cases.lock(tx, { number }, actor);
    await this.assertWanted(tx, freezeCase, actor);
    const file = tx.create(ProofFile, {
      id: randomUUID(),
      caseId: freezeCase.id,
      fileName: safeFileName(fileName),
      mediaType,
      sizeBytes: blob.sizeBytes,
      sha256: blob.sha256,
      blobKey: blob.key,
      // No scanner is configured yet: the state says so wherever the file is shown.
      malwareScan: 'not_scanned',
      fromMerchant: isMerchantUser(actor),
      uploadedBy: actingUser(actor),
      uploadedAt: this.clock.now(),
      takenFrom: null,
    });
    await tx.insert(ProofFile, file);
    return file;
  }

  /** Nothing is kept that nothing could name. */
  private async assertWanted(tx: Tx, freezeCase: FreezeCase, actor: Actor): Promise<void> {
    const facts = await this.transitions.factsFor(tx, freezeCase, actor);
    const standing = allowedActions(snapshotOf(freezeCase), facts, actor).find(
      ({ action }) => action === 'attest',
    );
    if (!standing) throw new DomainError('FORBIDDEN');
    const { allowed, code, rule, why } = standing;
    if (!allowed && code) throw new DomainError(code, { ...(rule && { rule }), ...(why && { detail: why }) });
    if ((await tx.countBy(ProofFile, { caseId: freezeCase.id })) < MOST_FILES) return;
    throw new DomainError('GUARD_REFUSED', {
      rule: 'proofs.count',
      detail: {
        zh: `每个案件最多 ${MOST_FILES} 个证明文件，已满。`,
        en: `A case takes at most ${MOST_FILES} files of proof and has them.`,
      },
    });
  }
}

function needTakenType(mediaType: string): void {
  if (Object.hasOwn(FILE_NAMES, mediaType)) return;
  const names = Object.values(FILE_NAMES);
  throw new DomainError('FILE_TYPE_REFUSED', {
    field: 'file',
    rule: 'proofs.type',
    detail: {
      zh: `仅接受 ${names.join('、')} 文件，请转换后重新上传。`,
      en: `Takes ${names.join(', ')} only: convert the file and upload it again.`,
    },
  });
}
