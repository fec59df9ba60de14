import { deadline } from '@thaw/sla/arithmetic';
import type { Payload } from '../actions';
import { whyRestoreStops } from '../guards';
import { needText } from '../payload-checks';
import { RESTORE_TARGET } from '../reference';
import type { ApplyContext, Outcome } from '../transition';
import { startDecision } from './decision-clock';
import { watchDays } from './watch.steps';

export function confirmed({ snapshot, facts }: ApplyContext<unknown>): Outcome {
  const { reference, reasonCode } = snapshot;
  const count = watchDays(reference, reasonCode);
  const watch = deadline(facts.now, { kind: 'days', count }, facts.calendars);
  return {
    changes: { watchUntil: watch.dueAt },
    effects: [
      { kind: 'stop_clock', clock: 'restore' },
      { kind: 'start_clock', clock: 'watch', deadline: watch },
      { kind: 'notify_merchant', template: 'restored' },
    ],
    event: { data: { commands: facts.restore.total, watchUntil: watch.dueAt.toISOString() } },
  };
}

/** Never silence: somebody is told, and the case waits in their list until the command goes through. */
export function failed({ facts, payload }: ApplyContext<Payload<'restore_failed'>>): Outcome {
  return {
    changes: { priority: 1 },
    effects: [{ kind: 'task_for_owner', task: 'restore_failed' }],
    event: {
      data: { failed: facts.restore.failed, ...(payload.commandId ? { commandId: payload.commandId } : {}) },
    },
  };
}

export function retry({ facts }: ApplyContext<unknown>): Outcome {
  return {
    effects: [
      { kind: 'retry_commands' },
      {
        kind: 'start_clock',
        clock: 'restore',
        deadline: deadline(facts.now, RESTORE_TARGET, facts.calendars),
      },
    ],
    event: { type: 'restore_retried', data: { failed: facts.restore.failed } },
  };
}

/**
 * Trading is not given back after all, or not yet: whatever was commanded is withdrawn or reversed, and the case is
 * decided anew. The merchant reads the same, whatever stopped it.
 */
export function stop({ snapshot, facts, attempt, payload }: ApplyContext<Payload<'stop_restore'>>): Outcome {
  const byClock = attempt.persona === 'clock';
  return {
    effects: [
      { kind: 'stop_commands' },
      { kind: 'answer_hits', answer: 'stopped' },
      { kind: 'stop_clock', clock: 'restore' },
      startDecision(snapshot, facts),
      { kind: 'task_for_owner', task: 'restore_stopped' },
      { kind: 'notify_merchant', template: 'restore_stopped' },
    ],
    event: {
      type: 'restore_stopped',
      data: { why: byClock ? whyRestoreStops(facts) : 'supervisor', confirmed: facts.restore.confirmed },
      ...(byClock ? {} : { content: { text: needText(payload.text, 'text') } }),
    },
  };
}
