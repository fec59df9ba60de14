import { deadline } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';

export function startDecision(
  { reference, slaClass }: Pick<CaseSnapshot, 'reference' | 'slaClass'>,
  { now, calendars }: Pick<CaseFacts, 'now' | 'calendars'>,
): Effect {
  const { decision } = reference.slaClasses[slaClass ?? 'P3'];
  return { kind: 'start_clock', clock: 'decision', deadline: deadline(now, decision, calendars) };
}
