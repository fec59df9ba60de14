import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import { needText } from '../payload-checks';
import type { ApplyContext, Outcome } from '../transition';

/** Files that one message or note takes, and colleagues that one note names. */
export const FILES_MOST = 10;
export const MENTIONS_MOST = 10;

export function message({ facts, attempt, payload }: ApplyContext<Payload<'message'>>): Outcome {
  const text = needText(payload.text, 'text');
  const files = needOwnFiles(payload.fileIds ?? [], facts.unsentMessageFiles);
  const fromMerchant = attempt.persona === 'merchant';
  const template = payload.template ?? null;
  return {
    effects: [
      { kind: 'send_message', text, files, template },
      fromMerchant
        ? { kind: 'task_for_owner', task: 'message_received' }
        : { kind: 'notify_merchant', template: 'message' },
    ],
    event: {
      type: 'message_sent',
      data: { fromMerchant, ...(files.length > 0 && { files }), ...(template && { template }) },
    },
  };
}

/** For staff alone; whoever it names is told that there is something to read. */
export function note({ facts, payload }: ApplyContext<Payload<'note'>>): Outcome {
  const text = needText(payload.text, 'text');
  const files = needOwnFiles(payload.fileIds ?? [], facts.unsentNoteFiles);
  const mentions = [...new Set(payload.mentionIds ?? [])];
  const template = payload.template ?? null;
  if (mentions.length > MENTIONS_MOST) {
    throw invalid(
      'mentionIds',
      `最多提及 ${MENTIONS_MOST} 位同事。`,
      `A note names ${MENTIONS_MOST} colleagues at most.`,
    );
  }
  return {
    effects: [{ kind: 'write_note', text, files, mentions, template }],
    event: {
      type: 'note_written',
      data: {
        ...(files.length > 0 && { files }),
        ...(mentions.length > 0 && { mentions }),
        ...(template && { template }),
      },
    },
  };
}

/** What another person uploaded, or was sent already, or lies on the other side of the wall is none of theirs to send. */
function needOwnFiles(files: readonly string[], unsent: readonly string[]): readonly string[] {
  if (files.length > FILES_MOST)
    throw invalid('fileIds', `最多附 ${FILES_MOST} 个文件。`, `At most ${FILES_MOST} files go with it.`);
  files.forEach((id, index) => {
    if (unsent.includes(id) && files.indexOf(id) === index) return;
    throw invalid(
      `fileIds[${index}]`,
      '请附上您自己上传且尚未发送的文件，每个一次。',
      'Attach files that you have uploaded for this and not sent yet, each once.',
    );
  });
  return files;
}

const invalid = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail: { zh, en } });
