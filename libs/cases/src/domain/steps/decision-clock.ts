import { deadline, type Deadline } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot, ClockFact } from '../facts';
import type { SlaClass } from '../reference';

export function startDecision(
  { reference, slaClass }: Pick<CaseSnapshot, 'reference' | 'slaClass'>,
  { now, calendars }: Pick<CaseFacts, 'now' | 'calendars'>,
): Effect {
  const { decision } = reference.slaClasses[slaClass ?? 'P3'];
  return { kind: 'start_clock', clock: 'decision', deadline: deadline(now, decision, calendars) };
}

/**
 * The due instant under another class: counted from where the clock began, with all that moved the old one, pauses and
 * extensions, so that the time that was used stays used.
 */
export function dueUnder(
  clock: ClockFact,
  { reference, slaClass }: Pick<CaseSnapshot, 'reference' | 'slaClass'>,
  to: SlaClass,
  { calendars }: Pick<CaseFacts, 'calendars'>,
): Deadline {
  const under = (name: SlaClass): Deadline =>
    deadline(clock.beganAt, reference.slaClasses[name].decision, calendars);
  const movedMs = clock.dueAt.getTime() - under(slaClass ?? 'P3').dueAt.getTime();
  const fresh = under(to);
  return { ...fresh, dueAt: new Date(fresh.dueAt.getTime() + movedMs) };
}
