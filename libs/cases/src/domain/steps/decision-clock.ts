import { clockDeadline, type Target } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import type { ReferenceData, SlaClass } from '../reference';
import { CLASSES } from './triage-clock';

/**
 * The time to decide: that of the class, or of any class that usually presses as much as the case does or less, whichever is
 * shortest. So a case that presses more than its class never has more time for it, and one that presses less keeps its own.
 */
export function decisionTarget(
  { slaClasses }: ReferenceData,
  slaClass: SlaClass | null,
  priority: number,
): Target {
  const own = slaClass ?? 'P3';
  const pressing = CLASSES.slice(priority - 1, CLASSES.indexOf(own) + 1);
  return [own, ...pressing]
    .map((name) => slaClasses[name].decision)
    .reduce((shortest, target) =>
      'count' in target && 'count' in shortest && target.count < shortest.count ? target : shortest,
    );
}

/** By the class of the case, how much it presses, and the calendar by which its queue works it. */
export function startDecision(
  { reference, ...of }: Pick<CaseSnapshot, 'reference' | 'slaClass' | 'queue' | 'priority'>,
  facts: Pick<CaseFacts, 'now' | 'calendars'>,
): Effect {
  const target = decisionTarget(reference, of.slaClass, of.priority);
  return {
    kind: 'start_clock',
    clock: 'decision',
    deadline: clockDeadline('decision', target, of, facts),
  };
}
