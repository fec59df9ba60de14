import { clockDeadline } from '@thaw/sla/arithmetic';
import type { Effect } from '../effects';
import type { CaseFacts, CaseSnapshot } from '../facts';
import type { SlaClass } from '../reference';
import { weighsInTriage } from '../repeats';

/**
 * By the class, 1 the most urgent; a step higher where upkeep is overdue, since such a terminal is open to more than was
 * reported of it, and another where what was frozen before speaks against it.
 */
export const urgencyOf = (
  sla: SlaClass,
  { overdueUpkeep, otherCases }: Pick<CaseFacts, 'overdueUpkeep' | 'otherCases'>,
): number =>
  Math.max(
    1,
    Number(sla.slice(1)) - (overdueUpkeep.length > 0 ? 1 : 0) - (weighsInTriage(otherCases) ? 1 : 0),
  );

/** A case without a reason has the usual class, unless what is known of the terminal makes it more urgent than that. */
export function startTriage(
  { reference, slaClass, queue }: Pick<CaseSnapshot, 'reference' | 'slaClass' | 'queue'>,
  facts: CaseFacts,
): Effect {
  const sla = slaClass ?? classAt(urgencyOf(USUAL_CLASS, facts));
  return {
    kind: 'start_clock',
    clock: 'triage',
    deadline: clockDeadline('triage', reference.slaClasses[sla].triage, { queue, slaClass }, facts),
  };
}

/** The class that usually presses as much as this. */
export const classAt = (priority: number): SlaClass => CLASSES[priority - 1] ?? USUAL_CLASS;

const USUAL_CLASS = 'P3';
export const CLASSES: readonly SlaClass[] = ['P1', 'P2', 'P3', 'P4'];
