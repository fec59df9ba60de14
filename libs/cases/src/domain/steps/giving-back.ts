import { clockDeadline, deadline } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import type { MeasureAfter } from '../payloads';
import { RESTORE_TARGET, type Outcome } from '../reference';
import { stepsFor } from '../remedy/wanted-steps';
import type { CaseState } from '../states';

/** How trading comes back, where it does: at once, or once what was wrong is put right. */
export function givingBack(
  snapshot: CaseSnapshot,
  facts: CaseFacts,
  to: CaseState,
  outcome: Outcome,
  measuresAfter: readonly MeasureAfter[],
): readonly Effect[] {
  const closed: Effect = { kind: 'close_steps' };
  if (to === 'restoring') return [closed, ...restoring(facts, measuresAfter)];
  if (to !== 'remediating' && to !== 'replacing') return [closed];
  return [closed, ...fixing(snapshot, facts, outcome, measuresAfter)];
}

/** Commands to the terminal system for what is lifted or narrowed, and the clock that watches them. */
export function restoring(
  { now, calendars }: Pick<CaseFacts, 'now' | 'calendars'>,
  measuresAfter: readonly MeasureAfter[],
): Effect[] {
  return [
    { kind: 'command_measures', measuresAfter },
    { kind: 'start_clock', clock: 'restore', deadline: deadline(now, RESTORE_TARGET, calendars) },
  ];
}

/** What a decision orders to be put right, and the clock that watches it. */
function fixing(
  snapshot: CaseSnapshot,
  facts: Pick<CaseFacts, 'now' | 'calendars'>,
  outcome: Outcome,
  measuresAfter: readonly MeasureAfter[],
): readonly Effect[] {
  const { fix } = snapshot.reference.slaClasses[snapshot.slaClass ?? 'P3'];
  return [
    {
      kind: 'open_remediation',
      outcome,
      measuresAfter,
      steps: stepsFor(snapshot, [outcome]),
    },
    { kind: 'start_clock', clock: 'fix', deadline: clockDeadline('fix', fix, snapshot, facts) },
  ];
}
