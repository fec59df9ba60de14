import { Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import type { CorrespondenceFacts } from '../domain';
import { MessageFile, NoteFile } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class CorrespondenceFactsQuery implements FactsReader<CorrespondenceFacts> {
  async read({ tx, freezeCase: { id: caseId }, actor }: FactsAbout): Promise<CorrespondenceFacts> {
    if (actor.kind !== 'user') return { unsentMessageFiles: [], unsentNoteFiles: [] };
    const own = { caseId, uploadedBy: actor.userId, malwareScan: Not('refused' as const) };
    const select = { id: true } as const;
    const messages = await tx.find(MessageFile, { select, where: { ...own, messageId: IsNull() } });
    const notes = await tx.find(NoteFile, { select, where: { ...own, noteId: IsNull() } });
    return {
      unsentMessageFiles: messages.map(({ id }) => id),
      unsentNoteFiles: notes.map(({ id }) => id),
    };
  }
}
