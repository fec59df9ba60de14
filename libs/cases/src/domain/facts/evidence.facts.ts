import type { EvidenceCode, Supplier } from '../reference';

export interface ItemFact {
  readonly id: string;
  readonly code: EvidenceCode;
  readonly supplier: Supplier;
  /** As it was last asked for; what the reason needs, its reference data say. */
  readonly required: boolean;
  /** Asked for under a reason that the case no longer has. */
  readonly released: boolean;
  readonly state: 'needed' | 'requested' | 'supplied' | 'accepted' | 'rejected' | 'waived';
  /** Files that the malware scanner did not refuse. */
  readonly files: number;
  /** Those of them that count: not of those that were rejected. */
  readonly countedFiles: number;
  /** Those of them that wait for the scanner. */
  readonly filesInQuarantine: number;
  /** Those of them that came in since the item was last asked for. */
  readonly filesSinceAsked: number;
  readonly absenceReason: string | null;
  /** How many of the slips that the open request asks for under it are unanswered; null where it asks for none. */
  readonly slipsOpen: number | null;
  /** Part of the request that is open now. */
  readonly inOpenRequest: boolean;
  /** Whose request asked for it last; null where none did. */
  readonly askedBy: 'desk' | 'appeal' | null;
}

export interface RequestFact {
  readonly id: string;
  readonly requestedBy: string;
  readonly returnsTo: 'reviewing' | 'appealing';
  readonly dueAt: Date;
  readonly pausesClock: boolean;
}

export interface EvidenceFacts {
  readonly items: readonly ItemFact[];
  readonly openRequest: RequestFact | null;
  /** The latest request, where the clock closed it. */
  readonly overdueRequest: RequestFact | null;
  /** How many requests have paused the decision clock. */
  readonly pausingRequests: number;
  /** Whether the merchant was ever asked, and answered or let the deadline pass. */
  readonly merchantWasHeard: boolean;
}
