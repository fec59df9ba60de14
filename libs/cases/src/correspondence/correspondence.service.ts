import { Inject, Injectable } from '@nestjs/common';
import { DomainError, actorRef, isMerchantUser, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { CaseRepository } from '../case.repository';
import { actingUser } from '../effects/acting-user';
import {
  CaseMessage,
  CaseNote,
  MessageFile,
  MessageRead,
  NoteFile,
  NoteMention,
  NoteRead,
} from '../entities';
import { recordLook } from '../record-look';
import { messageViews, noteViews, type MessageView, type NoteView } from '../views/correspondence.view';

/** What merchant and desk say to each other, what staff say among themselves, and who has read it. */
@Injectable()
export class Correspondence {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
  ) {}

  /** Oldest first. */
  async messages(actor: Actor, number: string): Promise<readonly MessageView[]> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      await recordLook(tx, actor, caseId, 'case_message');
      const messages = await messagesOf(tx, caseId);
      const messageId = In(messages.map(({ id }) => id));
      const files = await tx.find(MessageFile, {
        where: { messageId },
        order: { uploadedAt: 'ASC', id: 'ASC' },
      });
      const reads = await tx.find(MessageRead, {
        where: { messageId },
        order: { readAt: 'ASC', userId: 'ASC' },
      });
      return messageViews(actor, { messages, files, reads });
    });
  }

  /** Oldest first. For staff only: the door refuses others, and so does this. */
  async notes(actor: Actor, number: string): Promise<readonly NoteView[]> {
    if (isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      await recordLook(tx, actor, caseId, 'case_note');
      const notes = await notesOf(tx, caseId);
      const noteId = In(notes.map(({ id }) => id));
      const files = await tx.find(NoteFile, { where: { noteId }, order: { uploadedAt: 'ASC', id: 'ASC' } });
      const reads = await tx.find(NoteRead, { where: { noteId }, order: { readAt: 'ASC', userId: 'ASC' } });
      const mentions = await tx.find(NoteMention, { where: { noteId }, order: { userId: 'ASC' } });
      return noteViews(actor, { notes, files, reads, mentions });
    });
  }

  /**
   * Marks the other side's messages up to this one as read by the caller; the first time counts.
   * @throws DomainError NOT_FOUND for a message of another case.
   */
  async readMessages(actor: Actor, number: string, upTo: string): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const byMerchant = isMerchantUser(actor);
      const theirs = needUpTo(await messagesOf(tx, caseId), upTo).filter(
        ({ fromMerchant, author }) =>
          fromMerchant !== byMerchant || (!byMerchant && author !== actorRef(actor)),
      );
      if (theirs.length === 0) return;
      await tx
        .createQueryBuilder()
        .insert()
        .into(MessageRead)
        .values(
          theirs.map(({ id: messageId }) => ({
            ...{ messageId, userId: actingUser(actor), byMerchant, readAt: this.clock.now() },
          })),
        )
        .orIgnore()
        .execute();
    });
  }

  /** The same of notes of colleagues. @throws DomainError NOT_FOUND · FORBIDDEN for merchants. */
  async readNotes(actor: Actor, number: string, upTo: string): Promise<void> {
    if (isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    await this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const others = needUpTo(await notesOf(tx, caseId), upTo).filter(
        ({ author }) => author !== actorRef(actor),
      );
      if (others.length === 0) return;
      await tx
        .createQueryBuilder()
        .insert()
        .into(NoteRead)
        .values(
          others.map(({ id: noteId }) => ({ noteId, userId: actingUser(actor), readAt: this.clock.now() })),
        )
        .orIgnore()
        .execute();
    });
  }
}

const messagesOf = (tx: Tx, caseId: string): Promise<CaseMessage[]> =>
  tx.find(CaseMessage, { where: { caseId }, order: { sentAt: 'ASC', id: 'ASC' } });

const notesOf = (tx: Tx, caseId: string): Promise<CaseNote[]> =>
  tx.find(CaseNote, { where: { caseId }, order: { writtenAt: 'ASC', id: 'ASC' } });

function needUpTo<T extends { readonly id: string }>(all: readonly T[], upTo: string): readonly T[] {
  const at = all.findIndex(({ id }) => id === upTo.toLowerCase());
  if (at < 0) throw new DomainError('NOT_FOUND', { field: 'upTo' });
  return all.slice(0, at + 1);
}
