import { isMerchantUser, type Actor } from '@thaw/kernel';
import type {
  CaseMessage,
  CaseNote,
  MessageFile,
  MessageRead,
  NoteFile,
  NoteMention,
  NoteRead,
} from '../entities';
import { storedFile, type StoredFileView } from './stored-file.view';

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
  readonly files: readonly StoredFileView[];
  /** When the caller read it. */
  readonly readAt: Date | null;
  /** Of the desk's: when somebody of the merchant's first did. */
  readonly readByMerchantAt: Date | null;
  readonly author?: string;
  readonly readBy?: readonly Mark[];
  /** For staff: what template it came of, and which version. */
  readonly template?: PinnedTemplate | null;
}

interface PinnedTemplate {
  readonly id: string;
  readonly version: number;
}

export interface NoteView {
  readonly id: string;
  readonly author: string;
  readonly body: string;
  readonly writtenAt: Date;
  readonly files: readonly StoredFileView[];
  readonly mentions: readonly string[];
  readonly readAt: Date | null;
  readonly readBy: readonly Mark[];
  readonly template: PinnedTemplate | null;
}

export function messageViews(
  actor: Actor,
  {
    messages,
    files,
    reads,
  }: { messages: readonly CaseMessage[]; files: readonly MessageFile[]; reads: readonly MessageRead[] },
): readonly MessageView[] {
  return messages.map((message) => {
    const { id, fromMerchant, author, body, sentAt } = message;
    const marks = reads.filter(({ messageId }) => messageId === id);
    return {
      ...{ id, fromMerchant, body, sentAt },
      files: files.filter(({ messageId }) => messageId === id).map(storedFile),
      readAt: ownMark(actor, marks),
      readByMerchantAt: marks.find(({ byMerchant }) => byMerchant)?.readAt ?? null,
      ...(isMerchantUser(actor)
        ? {}
        : {
            author,
            readBy: marks.filter(({ byMerchant }) => !byMerchant).map(markOf),
            template: templateOf(message),
          }),
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
  notes.map((note) => {
    const { id, author, body, writtenAt } = note;
    const marks = reads.filter(({ noteId }) => noteId === id);
    return {
      ...{ id, author, body, writtenAt },
      files: files.filter(({ noteId }) => noteId === id).map(storedFile),
      mentions: mentions.filter(({ noteId }) => noteId === id).map(({ userId }) => userId),
      readAt: ownMark(actor, marks),
      readBy: marks.map(markOf),
      template: templateOf(note),
    };
  });

const templateOf = ({
  templateId,
  templateVersion,
}: Pick<CaseMessage, 'templateId' | 'templateVersion'>): PinnedTemplate | null =>
  templateId !== null && templateVersion !== null ? { id: templateId, version: templateVersion } : null;

const markOf = ({ userId, readAt }: { userId: string; readAt: Date }): Mark => ({ userId, at: readAt });

const ownMark = (actor: Actor, marks: readonly { userId: string; readAt: Date }[]): Date | null =>
  marks.find(({ userId }) => actor.kind === 'user' && userId === actor.userId)?.readAt ?? null;
