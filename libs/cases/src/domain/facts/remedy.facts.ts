import type { MeasureAfter } from '../payloads';
import type { Outcome, StepCode } from '../reference';

/** What became of a step; one without a fact was never attested. */
export interface StepFact {
  readonly code: StepCode;
  readonly state: 'open' | 'attested' | 'verified';
  readonly attestedBy: string | null;
  /** The file that proves it waits for the malware scanner, or malware was found in it. */
  readonly proofHeld?: true;
}

/** The remediation or replacement that is under way, also while it is appealed against. */
export interface RemediationFact {
  readonly outcome: Outcome;
  readonly measuresAfter: readonly MeasureAfter[];
}

/** A file that can prove a step. */
export interface ProofFact {
  readonly id: string;
  readonly fromMerchant: boolean;
}

/**
 * What the registry says of the terminal now, and since the case was opened or, where trading came back since, from then on.
 * Null where it does not know.
 */
export interface RegistryFact {
  readonly softwareIsCurrent: boolean | null;
  readonly virusDatabaseIsCurrent: boolean | null;
  readonly binding: BoundDevice | null;
  /** The device at work then. */
  readonly bindingBefore: Pick<BoundDevice, 'serialNo' | 'installationAddress'> | null;
  /** Whether the merchant's category was corrected since. */
  readonly mccCorrected: boolean;
}

export interface BoundDevice {
  readonly serialNo: string;
  readonly installationAddress: string;
  /** Whether it was bound since. */
  readonly boundSince: boolean;
  /** Whether its five items are those that the registry has of the merchant. */
  readonly itemsAgree: boolean;
}

export interface RemedyFacts {
  readonly remediation: RemediationFact | null;
  readonly steps: readonly StepFact[];
  readonly proofs: readonly ProofFact[];
  readonly registry: RegistryFact;
}
