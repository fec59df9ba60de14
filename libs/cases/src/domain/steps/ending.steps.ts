import type { Payload } from '../actions';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import { needText } from '../payload-checks';
import type { ApplyContext, Outcome } from '../transition';
import { startDecision } from './decision-clock';
import { startTriage } from './triage-clock';

/**
 * Looked at again on new facts: what was decided stands no more, and a new decision has its own rounds of appeal. One that
 * was dismissed before anybody triaged it waits to be triaged: without a reason it is in no queue, and nothing can be proposed.
 */
export function reopen({ snapshot, facts, payload }: ApplyContext<Payload<'reopen'>>): Outcome {
  return {
    to: snapshot.reasonCode === null ? 'reported' : 'investigating',
    changes: { beginsAnew: true },
    effects: [...lookAgain(snapshot, facts), { kind: 'task_for_owner', task: 'reopened' }],
    event: {
      type: 'reopened',
      data: { resolution: snapshot.resolution },
      content: { text: needText(payload.text, 'text') },
    },
  };
}

/** The desk's own correction of what it kept, ended or listed, before the terminal's end: as if the case were opened again. */
export function reconsider({
  snapshot,
  facts,
  attempt,
  payload,
}: ApplyContext<Payload<'reconsider'>>): Outcome {
  const byClock = attempt.persona === 'clock';
  return {
    changes: { beginsAnew: true },
    effects: [
      ...lookAgain(snapshot, facts),
      { kind: 'task_for_owner', task: byClock ? 'authority_hold_released' : 'reconsidered' },
    ],
    event: {
      type: 'reconsidered',
      data: { outcome: snapshot.outcome },
      ...(byClock ? {} : { content: { text: needText(payload.text, 'text') } }),
    },
  };
}

/** One for all ways by which a decision is taken back without an appeal: the merchant is told the same, whatever it was. */
export const lookAgain = (snapshot: CaseSnapshot, facts: CaseFacts): readonly Effect[] => [
  snapshot.reasonCode === null ? startTriage(snapshot, facts) : startDecision(snapshot, facts),
  { kind: 'notify_merchant', template: 'reopened' },
];
