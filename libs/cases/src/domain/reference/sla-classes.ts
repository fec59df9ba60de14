import type { Target } from '@thaw/sla/arithmetic';

export type SlaClass = 'P1' | 'P2' | 'P3' | 'P4';

export interface SlaTargets {
  /** From the opening of a case to its triage. */
  readonly triage: Target;
  readonly decision: Target;
  readonly evidence: Target;
  /** For remediation and replacement. */
  readonly fix: Target;
}

const wd = (count: number): Target => ({ kind: 'working_days', count });

export const SLA_CLASSES: { readonly [name in SlaClass]: SlaTargets } = {
  P1: { triage: { kind: 'hours', count: 2 }, decision: wd(3), evidence: wd(2), fix: wd(10) },
  P2: { triage: { kind: 'working_hours', count: 4 }, decision: wd(5), evidence: wd(5), fix: wd(10) },
  P3: { triage: wd(1), decision: wd(3), evidence: wd(5), fix: wd(10) },
  // The desk's table names none for it.
  P4: { triage: wd(1), decision: wd(5), evidence: wd(3), fix: wd(5) },
};
