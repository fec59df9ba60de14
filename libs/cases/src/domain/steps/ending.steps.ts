import type { Payload } from '../actions';
import { needText } from '../payload-checks';
import type { ApplyContext, Outcome } from '../transition';
import { startDecision } from './decision-clock';

/** Looked at again on new facts: what was decided stands no more, and a new decision has its own rounds of appeal. */
export function reopen({ snapshot, facts, payload }: ApplyContext<Payload<'reopen'>>): Outcome {
  return {
    changes: { beginsAnew: true },
    effects: [
      startDecision(snapshot, facts),
      { kind: 'notify_merchant', template: 'reopened' },
      { kind: 'task_for_owner', task: 'reopened' },
    ],
    event: {
      type: 'reopened',
      data: { resolution: snapshot.resolution },
      content: { text: needText(payload.text, 'text') },
    },
  };
}
