import type { EvidenceCode } from '../reference';

export type EvidenceEffect =
  | {
      readonly kind: 'need_evidence';
      readonly items: readonly { readonly code: EvidenceCode; readonly required: boolean }[];
    }
  /** The reason that required these is no longer the case's; what was supplied stays. */
  | { readonly kind: 'release_evidence'; readonly codes: readonly EvidenceCode[] }
  | {
      readonly kind: 'open_request';
      readonly items: readonly { code: EvidenceCode; required: boolean }[];
      readonly dueAt: Date;
      readonly returnsTo: 'reviewing' | 'appealing';
      readonly pausesClock: boolean;
    }
  | {
      readonly kind: 'close_request';
      readonly as: 'submitted' | 'overdue' | 'recalled';
      readonly absences: readonly { itemId: string; reason: string }[];
    }
  | {
      readonly kind: 'note_absences';
      readonly absences: readonly { itemId: string; reason: string }[];
    }
  | { readonly kind: 'move_request'; readonly requestId: string; readonly dueAt: Date }
  | { readonly kind: 'reopen_request'; readonly requestId: string }
  | { readonly kind: 'supply_item'; readonly itemId: string }
  | {
      readonly kind: 'assess_item';
      readonly itemId: string;
      readonly state: 'accepted' | 'rejected' | 'waived';
      readonly reason: string | null;
    };
