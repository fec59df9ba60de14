import type { Payload } from '../actions';
import { needText } from '../payload-checks';
import type { ApplyContext, Outcome } from '../transition';

export function take({ attempt }: ApplyContext<unknown>): Outcome {
  if (attempt.actor.kind !== 'user') throw new Error('only a person can take a case');
  return {
    changes: { ownerId: attempt.actor.userId },
    event: { type: 'taken', data: { ownerId: attempt.actor.userId } },
  };
}

export function assign({ payload }: ApplyContext<Payload<'assign'>>): Outcome {
  const ownerId = needText(payload.userId, 'userId');
  return { changes: { ownerId }, event: { type: 'assigned', data: { ownerId } } };
}

export function message({ attempt, payload }: ApplyContext<Payload<'message'>>): Outcome {
  const text = needText(payload.text, 'text');
  return {
    effects: [
      { kind: 'send_message', text },
      attempt.persona === 'merchant'
        ? { kind: 'task_for_owner', task: 'message_received' }
        : { kind: 'notify_merchant', template: 'message' },
    ],
    event: { type: 'message_sent', data: { fromMerchant: attempt.persona === 'merchant' } },
  };
}

export function note({ payload }: ApplyContext<Payload<'note'>>): Outcome {
  return {
    effects: [{ kind: 'write_note', text: needText(payload.text, 'text') }],
    event: { type: 'note_written', data: {} },
  };
}
