import type { Deadline, ClockKind } from '@thaw/sla/arithmetic';
import type { MeasureDraft } from '@thaw/registry/measures';
import type { FindingReason, MeasureAfter } from './actions';
import type { EvidenceCode, Outcome, ReasonCode, SlaClass } from './reference';
import type { CaseState, Resolution } from './states';

/** Changes of the case's own row. */
export interface CaseChanges {
  readonly reasonCode?: ReasonCode;
  readonly slaClass?: SlaClass;
  readonly queue?: string;
  readonly priority?: number;
  readonly ownerId?: string;
  readonly outcome?: Outcome;
  readonly resolution?: Resolution;
  readonly appealRounds?: number;
  readonly watchUntil?: Date;
  /** A new letter starts a new window when it is delivered. */
  readonly newLetter?: boolean;
}

export type NotificationTemplate =
  | 'freeze_notice'
  | 'evidence_requested'
  | 'evidence_reminder'
  | 'evidence_overdue'
  | 'evidence_in_time'
  | 'decision_letter'
  | 'appeal_received'
  | 'appeal_letter'
  | 'objection_received'
  | 'objection_reply'
  | 'restored'
  | 'closed'
  | 'message';

/** What else a transition does, as data; the service carries each out in the same transaction. */
export type Effect =
  | { readonly kind: 'impose_measures'; readonly measures: readonly MeasureDraft[] }
  | { readonly kind: 'need_evidence'; readonly codes: readonly EvidenceCode[] }
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
  | { readonly kind: 'reopen_request'; readonly requestId: string }
  | { readonly kind: 'supply_item'; readonly itemId: string }
  | {
      readonly kind: 'assess_item';
      readonly itemId: string;
      readonly state: 'accepted' | 'rejected';
      readonly reason: string | null;
    }
  | {
      readonly kind: 'open_proposal';
      readonly outcome: Outcome;
      readonly scanId: string;
      readonly measuresAfter: readonly MeasureAfter[];
      readonly fingerprint: string;
      readonly answer: { readonly objectionId: string; readonly text: string } | null;
    }
  | { readonly kind: 'settle_proposal'; readonly state: 'approved' | 'returned' | 'withdrawn' }
  | { readonly kind: 'answer_objection'; readonly objectionId: string; readonly proposalId: string }
  | { readonly kind: 'open_objection'; readonly replyDueAt: Date }
  | {
      readonly kind: 'open_appeal';
      readonly appealedState: CaseState;
      readonly appealedOutcome: Outcome;
      readonly proposalId: string;
      readonly round: number;
      readonly replyDueAt: Date;
      readonly answers: readonly { findingId: string; answer: string }[];
    }
  | { readonly kind: 'decide_appeal'; readonly decision: 'upheld' | 'overturned' | 'overturned_in_part' }
  | { readonly kind: 'command_measures'; readonly measuresAfter: readonly MeasureAfter[] }
  | { readonly kind: 'retry_commands' }
  | { readonly kind: 'stop_commands' }
  | { readonly kind: 'start_clock'; readonly clock: ClockKind; readonly deadline: Deadline }
  | { readonly kind: 'pause_clock'; readonly clock: ClockKind }
  | { readonly kind: 'resume_clock'; readonly clock: ClockKind }
  | { readonly kind: 'stop_clock'; readonly clock: ClockKind }
  | { readonly kind: 'clear_overdue'; readonly clock: ClockKind }
  | {
      readonly kind: 'notify_merchant';
      readonly template: NotificationTemplate;
      readonly dueAt?: Date;
      readonly outcome?: Outcome;
      readonly codes?: readonly EvidenceCode[];
      /** The desk's own words to the merchant. */
      readonly words?: string;
    }
  | { readonly kind: 'task_for_owner'; readonly task: string }
  | { readonly kind: 'send_message'; readonly text: string }
  | { readonly kind: 'write_note'; readonly text: string };

/** What a timeline entry says: ids and codes in `data`; words of people in `content`, which can be erased. */
export interface EventDraft {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly content?: {
    readonly text?: string | undefined;
    readonly objectionReply?: string | undefined;
    readonly reasons?: readonly FindingReason[];
  };
}

/** The result of a decision: where the case goes and what is done on the way. */
export interface Decision {
  readonly to: CaseState;
  readonly changes: CaseChanges;
  readonly effects: readonly Effect[];
  readonly event: EventDraft;
}
