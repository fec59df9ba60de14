import { clockDeadline } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';

/** The time to decide, by the class of the case and the calendar by which its queue works it. */
export function startDecision(
  { reference, ...of }: Pick<CaseSnapshot, 'reference' | 'slaClass' | 'queue'>,
  facts: Pick<CaseFacts, 'now' | 'calendars'>,
): Effect {
  const { decision } = reference.slaClasses[of.slaClass ?? 'P3'];
  return {
    kind: 'start_clock',
    clock: 'decision',
    deadline: clockDeadline('decision', decision, of, facts),
  };
}
