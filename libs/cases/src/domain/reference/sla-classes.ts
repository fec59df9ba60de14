import type { Target } from '@thaw/sla/arithmetic';

export type SlaClass = 'P1' | 'P2' | 'P3' | 'P4';

export interface SlaTargets {
  readonly decision: Target;
  readonly evidence: Target;
  /** For remediation and replacement. */
  readonly fix: Target;
}

const wd = (count: number): Target => ({ kind: 'working_days', count });

export const SLA_CLASSES: { readonly [name in SlaClass]: SlaTargets } = {
  P1: { decision: wd(3), evidence: wd(2), fix: wd(10) },
  P2: { decision: wd(5), evidence: wd(5), fix: wd(10) },
  P3: { decision: wd(3), evidence: wd(5), fix: wd(10) },
  P4: { decision: wd(5), evidence: wd(3), fix: wd(5) },
};
