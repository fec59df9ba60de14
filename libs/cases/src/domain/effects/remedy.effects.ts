import type { MeasureAfter } from '../payloads';
import type { Outcome, StepCode } from '../reference';

/** Remediation: what a decision orders to be put right, and its steps. */
export type RemedyEffect =
  | {
      readonly kind: 'open_remediation';
      readonly outcome: Outcome;
      readonly measuresAfter: readonly MeasureAfter[];
      readonly steps: readonly StepCode[];
    }
  | { readonly kind: 'close_remediation'; readonly as: 'done' | 'given_up' | 'overturned' }
  /** Whatever was attested so far counts for no later decision. */
  | { readonly kind: 'close_steps' }
  | {
      readonly kind: 'attest_step';
      readonly step: StepCode;
      readonly proofId: string | null;
      readonly onBehalfChannel: string | null;
    }
  | { readonly kind: 'verify_step'; readonly step: StepCode }
  | { readonly kind: 'return_step'; readonly step: StepCode; readonly reason: string };
