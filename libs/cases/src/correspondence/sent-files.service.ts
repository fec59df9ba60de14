import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, DiskBlobStore, type Config, type Tx } from '@thaw/platform';
import { safeFileName } from '@thaw/transactions/records';
import { IsNull } from 'typeorm';
import { CaseRepository } from '../case.repository';
import { FILE_NAMES, findTransitions, personasOf } from '../domain';
import { actingUser } from '../effects/acting-user';
import { MessageFile, NoteFile, type FreezeCase, type SentFile } from '../entities';
import { storeUpload, typeOf } from '../evidence/store-upload';

/** Files that one person has uploaded on one case and not sent. */
const UNSENT_MOST = 20;

export interface FileToSend {
  readonly fileName: string;
  readonly content: Readable;
}

export interface SentDownload {
  readonly file: SentFile;
  readonly content: Readable;
}

/**
 * Files that go with messages, and files that go with notes: uploaded first, then named by the message or note. Nothing
 * makes the one the other: each has its own table, doors and permission, and who uploaded a file alone can send it.
 */
@Injectable()
export class SentFiles {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly blobs: DiskBlobStore,
    private readonly cases: CaseRepository,
  ) {}

  /** @throws DomainError FILE_TYPE_REFUSED, FILE_TOO_LARGE, NOT_FOUND, or why no message can be sent now. */
  uploadForMessage(actor: Actor, number: string, file: FileToSend): Promise<MessageFile> {
    return this.upload(actor, number, file, 'message', async (tx, freezeCase, stored) => {
      const kept = tx.create(MessageFile, { ...stored, caseId: freezeCase.id, messageId: null });
      await tx.insert(MessageFile, kept);
      return kept;
    });
  }

  /** @throws DomainError as {@link uploadForMessage}. */
  uploadForNote(actor: Actor, number: string, file: FileToSend): Promise<NoteFile> {
    return this.upload(actor, number, file, 'note', async (tx, freezeCase, stored) => {
      const kept = tx.create(NoteFile, { ...stored, caseId: freezeCase.id, noteId: null });
      await tx.insert(NoteFile, kept);
      return kept;
    });
  }

  /** Of what was sent; of what was not, the own. @throws DomainError NOT_FOUND */
  async ofMessage(actor: Actor, number: string, id: string): Promise<SentDownload> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(MessageFile, { id, caseId });
      return this.opened(actor, file, file?.messageId ?? null);
    });
  }

  /** For staff alone: the door refuses others, and so does this. @throws DomainError NOT_FOUND */
  async ofNote(actor: Actor, number: string, id: string): Promise<SentDownload> {
    if (isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(NoteFile, { id, caseId });
      return this.opened(actor, file, file?.noteId ?? null);
    });
  }

  private opened(actor: Actor, file: SentFile | null, sentWith: string | null): SentDownload {
    const own = actor.kind === 'user' && actor.userId === file?.uploadedBy;
    if (!file || (sentWith === null && !own) || file.malwareScan === 'refused')
      throw new DomainError('NOT_FOUND');
    return { file, content: this.blobs.open(file.blobKey) };
  }

  private async upload<T>(
    actor: Actor,
    number: string,
    { fileName, content }: FileToSend,
    action: 'message' | 'note',
    keep: (tx: Tx, freezeCase: FreezeCase, stored: Omit<SentFile, 'caseId'>) => Promise<T>,
  ): Promise<T> {
    await this.database.asActor(actor, async (tx) =>
      this.assertOpen(tx, await this.cases.get(tx, number, actor), actor, action),
    );
    const { blob, head } = await storeUpload(this.blobs, content, this.config.evidenceLimitBytes);
    try {
      const mediaType = await typeOf(head);
      needTakenType(mediaType);
      return await this.database.asActor(actor, async (tx) => {
        const freezeCase = await this.cases.lock(tx, { number }, actor);
        await this.assertOpen(tx, freezeCase, actor, action);
        return keep(tx, freezeCase, {
          id: randomUUID(),
          fileName: safeFileName(fileName),
          mediaType,
          sizeBytes: blob.sizeBytes,
          sha256: blob.sha256,
          blobKey: blob.key,
          // No scanner is configured yet: the state says so wherever the file is shown.
          malwareScan: 'not_scanned',
          uploadedBy: actingUser(actor),
          uploadedAt: this.clock.now(),
        });
      });
    } catch (error) {
      await this.blobs.remove(blob.key);
      throw error;
    }
  }

  /** Nothing is kept that nothing could be sent with. */
  private async assertOpen(
    tx: Tx,
    { id: caseId, state }: FreezeCase,
    actor: Actor,
    action: 'message' | 'note',
  ): Promise<void> {
    const found = findTransitions(action, state, personasOf(actor));
    if ('code' in found) throw new DomainError(found.code, { rule: found.rule, detail: found.why });
    const own = { caseId, uploadedBy: actingUser(actor) };
    const unsent =
      action === 'message'
        ? await tx.countBy(MessageFile, { ...own, messageId: IsNull() })
        : await tx.countBy(NoteFile, { ...own, noteId: IsNull() });
    if (unsent < UNSENT_MOST) return;
    throw new DomainError('GUARD_REFUSED', {
      rule: `${action}.files_unsent`,
      field: 'file',
      detail: {
        zh: `您已有 ${UNSENT_MOST} 个上传而未发送的文件，请先发送。`,
        en: `You have ${UNSENT_MOST} files uploaded and not sent: send those first.`,
      },
    });
  }
}

function needTakenType(mediaType: string): void {
  if (Object.hasOwn(FILE_NAMES, mediaType)) return;
  const names = Object.values(FILE_NAMES);
  throw new DomainError('FILE_TYPE_REFUSED', {
    field: 'file',
    detail: {
      zh: `仅接受 ${names.join('、')} 文件，请转换后重新上传。`,
      en: `Takes ${names.join(', ')} only: convert the file and upload it again.`,
    },
  });
}
