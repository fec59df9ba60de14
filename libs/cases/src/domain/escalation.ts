import { CLOCK_STEPS, type ClockKind } from '@thaw/sla/arithmetic';
import type { SlaClass } from './reference';

/**
 * What a step of a clock does beside reminding: it tells the supervisors, puts the case first, or gives it to another member of
 * the queue – from whoever has it, or only where they are away.
 */
export const ESCALATION_DEEDS = [
  'tell_supervisors',
  'raise_priority',
  'reassign_absent',
  'reassign',
] as const;
export type EscalationDeed = (typeof ESCALATION_DEEDS)[number];

/** One of a queue's rules, as an admin says it. */
export interface EscalationRule {
  /** Percent of the clock's time, as its steps are. */
  readonly step: number;
  readonly does: EscalationDeed;
  /** Of which classes; none is all, and the only ones for a case that is not triaged. */
  readonly classes: readonly SlaClass[];
}

/** Clocks of the desk's own work: what is not done in time goes higher. */
const ESCALATES: readonly ClockKind[] = ['triage', 'decision'];

/** Steps at which a queue can escalate. */
export const ESCALATION_STEPS: readonly number[] = CLOCK_STEPS.decision;

const rule = (step: number, does: EscalationDeed): EscalationRule => ({ step, does, classes: [] });

/** Of a queue that says nothing else, and of cases that are in none. */
export const USUAL_ESCALATIONS: readonly EscalationRule[] = [
  rule(80, 'tell_supervisors'),
  rule(100, 'tell_supervisors'),
  rule(100, 'raise_priority'),
  rule(100, 'reassign_absent'),
];

/** What a step of a clock escalates, each deed once, in the order of {@link ESCALATION_DEEDS}. */
export function escalatedBy(
  kind: ClockKind,
  step: string,
  slaClass: SlaClass | null,
  rules: readonly EscalationRule[],
): readonly EscalationDeed[] {
  if (!ESCALATES.includes(kind)) return [];
  const of = rules.filter(
    (one) =>
      String(one.step) === step &&
      (one.classes.length === 0 || (slaClass !== null && one.classes.includes(slaClass))),
  );
  return ESCALATION_DEEDS.filter((deed) => of.some(({ does }) => does === deed));
}

/** Whether any rule could make the clock of this kind escalate. */
export const canEscalate = (kind: ClockKind): boolean => ESCALATES.includes(kind);
