import { Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { CaseRepository } from '../case.repository';
import { findTransitions, personasOf } from '../domain';
import { actingUser } from '../effects/acting-user';
import { MerchantTexts } from '../merchant-texts';
import { MessageFile, NoteFile, type FreezeCase, type SentFile } from '../entities';
import type { FileKind } from '../uploads/file-kinds';
import {
  ReceivedFiles,
  needKnownType,
  type FileToRead,
  type GivenFile,
} from '../uploads/received-files.service';

/** Files that one person has uploaded on one case and not sent. */
const UNSENT_MOST = 20;

/**
 * Files that go with messages, and files that go with notes: uploaded first, then named by the message or note. Nothing
 * makes the one the other: each has its own table, doors and permission, and who uploaded a file alone can send it.
 */
@Injectable()
export class SentFiles {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly received: ReceivedFiles,
    private readonly texts: MerchantTexts,
  ) {}

  /** @throws DomainError FILE_TYPE_REFUSED, FILE_TOO_LARGE, NOT_FOUND, TELLS_TOO_MUCH of its name, or why no message can be sent now. */
  uploadForMessage(actor: Actor, number: string, given: GivenFile): Promise<MessageFile> {
    return this.received.receive(actor, number, given, {
      kind: 'message_file',
      wanted: (tx, freezeCase) => this.assertOpen(tx, freezeCase, actor, 'message'),
      takes: needKnownType,
      keep: async (tx, freezeCase, received) => {
        // Its name goes with it.
        if (!isMerchantUser(actor))
          await this.texts.need(tx, freezeCase, [{ text: received.fileName, field: 'file' }]);
        const kept = tx.create(MessageFile, { ...received, uploadedBy: actingUser(actor), messageId: null });
        await tx.insert(MessageFile, kept);
        return kept;
      },
    });
  }

  /** @throws DomainError as {@link uploadForMessage}. */
  uploadForNote(actor: Actor, number: string, given: GivenFile): Promise<NoteFile> {
    return this.received.receive(actor, number, given, {
      kind: 'note_file',
      wanted: (tx, freezeCase) => this.assertOpen(tx, freezeCase, actor, 'note'),
      takes: needKnownType,
      keep: async (tx, _freezeCase, received) => {
        const kept = tx.create(NoteFile, { ...received, uploadedBy: actingUser(actor), noteId: null });
        await tx.insert(NoteFile, kept);
        return kept;
      },
    });
  }

  /** Of what was sent; of what was not, the own. @throws DomainError NOT_FOUND */
  async ofMessage(actor: Actor, number: string, id: string): Promise<FileToRead<SentFile>> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(MessageFile, { id, caseId });
      return this.opened(tx, actor, 'message_file', file, file?.messageId ?? null);
    });
  }

  /** For staff alone: the door refuses others, and so does this. @throws DomainError NOT_FOUND */
  async ofNote(actor: Actor, number: string, id: string): Promise<FileToRead<SentFile>> {
    if (isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const file = await tx.findOneBy(NoteFile, { id, caseId });
      return this.opened(tx, actor, 'note_file', file, file?.noteId ?? null);
    });
  }

  private async opened(
    tx: Tx,
    actor: Actor,
    kind: FileKind,
    file: SentFile | null,
    sentWith: string | null,
  ): Promise<FileToRead<SentFile>> {
    const own = actor.kind === 'user' && actor.userId === file?.uploadedBy;
    if (!file || (sentWith === null && !own)) throw new DomainError('NOT_FOUND');
    return this.received.open(tx, actor, kind, file);
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
