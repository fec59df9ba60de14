import type { Outcome, ReasonCode, ReferenceData, SlaClass } from '../reference';
import type { CaseState } from '../states';

/** The case itself, as locked. */
export interface CaseSnapshot {
  readonly id: string;
  readonly number: string;
  readonly version: number;
  readonly state: CaseState;
  /** Of the version that the case was opened under. */
  readonly reference: ReferenceData;
  readonly reasonCode: ReasonCode | null;
  readonly slaClass: SlaClass | null;
  /** Null before its triage. */
  readonly queue: string | null;
  /** 1 presses most. */
  readonly priority: number;
  readonly ownerId: string | null;
  readonly merchantId: string;
  readonly terminalId: string;
  readonly outcome: Outcome | null;
  readonly resolution: string | null;
  readonly letterDeliveredAt: Date | null;
  readonly appealUntil: Date | null;
  readonly appealRounds: number;
}
