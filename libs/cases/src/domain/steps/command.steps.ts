import { DomainError } from '@thaw/kernel';
import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, CommandFact } from '../facts';
import { notFirstSigner, restoreSigner, userOf } from '../guards';
import { hasText } from '../payload-checks';
import type { ProofGiven } from '../payloads';
import { refusal, refuse } from '../refusal';
import type { ApplyContext, Outcome } from '../transition';
import { confirmed } from './restore.steps';

const LIFTING: readonly CommandFact['kind'][] = ['lift', 'narrow', 'release'];

export function retry({ facts, payload }: ApplyContext<Payload<'retry_command'>>): Outcome {
  const command = needCommand(facts, payload.commandId);
  if (command.state !== 'failed') {
    throw refuse(refusal('retry_command.failed', '该指令没有失败。', 'That command has not failed.'));
  }
  if (facts.authorityHold && LIFTING.includes(command.kind)) {
    throw refuse(
      refusal('retry_command.no_hold', '有权机关的冻结要求未解除。', "An authority's hold stands."),
    );
  }
  return {
    effects: [{ kind: 'retry_command', commandId: command.id }],
    event: { type: 'command_retried', data: { commandId: command.id, kind: command.kind } },
  };
}

/** By hand, by two persons; of a command that gives trading back, the restore's own way. */
export function confirmCommand(context: ApplyContext<Payload<'confirm_command'>>): Outcome {
  const { facts, payload, attempt } = context;
  const command = needCommand(facts, payload.commandId);
  if (command.state === 'confirmed') {
    throw refuse(refusal('confirm_command.open', '该指令已确认。', 'That command is confirmed already.'));
  }
  if (command.signedBy !== null && command.signedBy === userOf(attempt)) throw refuse(notFirstSigner);
  const data = { commandId: command.id, kind: command.kind, purpose: command.purpose };
  if (command.signedBy === null)
    return signed(facts, [command.id], payload, { type: 'command_signed', data });
  return {
    effects: [{ kind: 'countersign_commands', commandIds: [command.id] }],
    event: { type: 'command_countersigned', data },
  };
}

/** The first signature leaves the case restoring; the second is as good as the terminal system's own word. */
export function confirmRestore(context: ApplyContext<Payload<'confirm_restore_manually'>>): Outcome {
  const { facts, payload } = context;
  const open = facts.commands.filter(({ ofRestore, state }) => ofRestore && state !== 'confirmed');
  const commandIds = open.map(({ id }) => id);
  if (restoreSigner(facts) === null) {
    const draft = { type: 'restore_signed', data: { commands: commandIds.length } };
    return { to: 'restoring', ...signed(facts, commandIds, payload, draft) };
  }
  const done = confirmed(context);
  const effects: readonly Effect[] = [{ kind: 'countersign_commands', commandIds }, ...(done.effects ?? [])];
  return {
    ...done,
    to: 'monitoring',
    effects,
    event: { type: 'restore_confirmed', data: { ...done.event?.data, byHand: true } },
  };
}

function signed(
  facts: CaseFacts,
  commandIds: readonly string[],
  { channel, fileId, text }: ProofGiven,
  { type, data }: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
): Outcome {
  if (!hasText(channel)) {
    throw proofMissing(
      'channel',
      '请注明从何渠道得知（如 phone、visit）。',
      'Say how you know it, e.g. phone or visit.',
    );
  }
  if (fileId && !facts.proofFiles.includes(fileId)) {
    throw proofMissing('fileId', '不是本案件的文件。', 'That is no file of this case.');
  }
  if (!fileId && !hasText(text)) {
    throw proofMissing('text', '请附上文件或说明作为证明。', 'Give a file or words as proof.');
  }
  const proof = { channel: channel.trim(), fileId: fileId ?? null, noted: hasText(text) };
  return {
    effects: [
      { kind: 'sign_commands', commandIds, proof },
      { kind: 'task_for_owner', task: 'signature_to_countersign' },
    ],
    event: {
      type,
      data: { ...data, channel: proof.channel, fileId: proof.fileId },
      ...(hasText(text) ? { content: { text: text.trim() } } : {}),
    },
  };
}

const proofMissing = (field: string, zh: string, en: string): DomainError =>
  new DomainError('INVALID_REQUEST', { field, rule: 'manual_confirmation.proof', detail: { zh, en } });

function needCommand({ commands }: CaseFacts, commandId: string): CommandFact {
  const command = commands.find(({ id }) => id === commandId);
  if (command && !command.ofRestore && command.purpose !== 'restore') return command;
  throw new DomainError('INVALID_REQUEST', {
    field: 'commandId',
    detail: {
      zh: '不是本案件的指令；恢复交易的指令请用 retry_restore 或 confirm_restore_manually。',
      en: 'Not a command of this case; those of a restore are by retry_restore or confirm_restore_manually.',
    },
  });
}
