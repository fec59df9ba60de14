import type { Effect } from '../effects';
import type { CaseState } from '../states';
import type { Payload } from '../actions';
import type { ApplyContext, Outcome } from '../transition';
import { startDecision } from './decision-clock';
import { noticeDeadline } from './notice-deadline';
import { startTriage } from './triage-clock';
import { refrozenByNotice } from './watch.steps';

/** A measure that comes while a decision is carried out was not decided on, and nothing is given back over it. */
const FIXING: readonly CaseState[] = ['remediating', 'replacing'];

/** Where a further notice takes an open case. A report without a measure is an event for the owner, no more. */
function joined(state: CaseState, brings: boolean): CaseState {
  if (!brings) return state;
  if (state === 'monitoring') return 'investigating';
  return state === 'restoring' ? 'reviewing' : state;
}

export function open({ snapshot, facts, payload }: ApplyContext<Payload<'open'>>): Outcome {
  const impose: readonly Effect[] =
    payload.measures.length > 0 ? [{ kind: 'impose_measures', measures: payload.measures }] : [];
  const dueAt = facts.openRequest?.dueAt ?? noticeDeadline(facts).dueAt;
  const told: Effect = { kind: 'notify_merchant', template: 'freeze_notice', dueAt };
  const event = {
    data: {
      channel: payload.channel,
      measures: payload.measures.map(({ level, scope }) => ({ level, scope })),
    },
    content: { text: payload.text },
  };
  if (snapshot.version === 0) {
    const effects = [...impose, startTriage(snapshot, facts), told];
    return { to: 'reported', effects, event: { type: 'opened', ...event } };
  }
  const to = joined(snapshot.state, payload.measures.length > 0);
  const blocks = payload.measures.length > 0 && FIXING.includes(snapshot.state);
  const effects: Effect[] = [
    ...impose,
    { kind: 'task_for_owner', task: blocks ? 'measure_in_remedy' : 'notice_joined' },
  ];
  if (payload.measures.length > 0) effects.push(told);
  if (snapshot.state === 'monitoring' && to !== 'monitoring') {
    const { changes, effects: ends } = refrozenByNotice(snapshot, facts);
    return { to, changes, effects: [...effects, ...ends], event: { type: 'notice_joined', ...event } };
  }
  if (snapshot.state === 'restoring' && to !== 'restoring') {
    effects.push(
      { kind: 'stop_commands' },
      { kind: 'answer_hits', answer: 'stopped' },
      { kind: 'stop_clock', clock: 'restore' },
      startDecision(snapshot, facts),
    );
  }
  return { to, effects, event: { type: 'notice_joined', ...event } };
}
