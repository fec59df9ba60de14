import { isMerchantUser, type Actor } from '@thaw/kernel';
import type {
  CaseMessage,
  CaseNote,
  MessageFile,
  MessageRead,
  NoteFile,
  NoteMention,
  NoteRead,
  SentFile,
} from '../entities';

export interface SentFileView {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Of the bytes as stored, in hex. */
  readonly sha256: string;
  readonly malwareScan: string;
}

interface Mark {
  readonly userId: string;
  readonly at: Date;
}

/** A message; who at the desk wrote or read it is for staff alone. */
export interface MessageView {
  readonly id: string;
  readonly fromMerchant: boolean;
  readonly body: string;
  readonly sentAt: Date;
  readonly files: readonly SentFileView[];
  /** When the caller read it. */
  readonly readAt: Date | null;
  /** Of the desk's: when somebody of the merchant's first did. */
  readonly readByMerchantAt: Date | null;
  readonly author?: string;
  readonly readBy?: readonly Mark[];
}

export interface NoteView {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly writtenAt: Date;
  readonly files: readonly SentFileView[];
  readonly mentions: readonly string[];
  readonly readAt: Date | null;
  readonly readBy: readonly Mark[];
}

export function messageViews(
  actor: Actor,
  {
    messages,
    files,
    reads,
  }: { messages: readonly CaseMessage[]; files: readonly MessageFile[]; reads: readonly MessageRead[] },
): readonly MessageView[] {
  return messages.map(({ id, fromMerchant, author, body, sentAt }) => {
    const marks = reads.filter(({ messageId }) => messageId === id);
    return {
      ...{ id, fromMerchant, body, sentAt },
      files: files.filter(({ messageId }) => messageId === id).map(sentFile),
      readAt: ownMark(actor, marks),
      readByMerchantAt: marks.find(({ byMerchant }) => byMerchant)?.readAt ?? null,
      ...(isMerchantUser(actor)
        ? {}
        : { author, readBy: marks.filter(({ byMerchant }) => !byMerchant).map(markOf) }),
    };
  });
}

export const noteViews = (
  actor: Actor,
  {
    notes,
    files,
    reads,
    mentions,
  }: {
    notes: readonly CaseNote[];
    files: readonly NoteFile[];
    reads: readonly NoteRead[];
    mentions: readonly NoteMention[];
  },
): readonly NoteView[] =>
  notes.map(({ id, author, body, writtenAt }) => {
    const marks = reads.filter(({ noteId }) => noteId === id);
    return {
      ...{ id, author, body, writtenAt },
      files: files.filter(({ noteId }) => noteId === id).map(sentFile),
      mentions: mentions.filter(({ noteId }) => noteId === id).map(({ userId }) => userId),
      readAt: ownMark(actor, marks),
      readBy: marks.map(markOf),
    };
  });

export const sentFile = ({
  id,
  fileName,
  mediaType,
  sizeBytes,
  sha256,
  malwareScan,
}: SentFile): SentFileView => ({
  ...{ id, fileName, mediaType, sizeBytes, malwareScan },
  sha256: sha256.toString('hex'),
});

const markOf = ({ userId, readAt }: { userId: string; readAt: Date }): Mark => ({ userId, at: readAt });

const ownMark = (actor: Actor, marks: readonly { userId: string; readAt: Date }[]): Date | null =>
  marks.find(({ userId }) => actor.kind === 'user' && userId === actor.userId)?.readAt ?? null;
