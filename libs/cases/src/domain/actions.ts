import type { MeasureDraft, NarrowingDraft } from '@thaw/registry/measures';
import type { EvidenceCode, ReasonCode } from './reference';
import type { Outcome } from './reference/outcomes';

/** Every action of the desk, in the order of the lifecycle. */
export const ACTIONS = [
  'open', 'triage', 'reclassify', 'dismiss', 'request_evidence', 'submit_evidence', 'evidence_overdue', 'undo_overdue',
  'recall_request', 'propose', 'return', 'withdraw_proposal', 'approve', 'object', 'appeal', 'uphold_appeal',
  'overturn', 'lapse', 'confirm_termination', 'confirm_termination_manually', 'remediated', 'recertified', 'give_up',
  'restore_confirmed', 'restore_failed', 'retry_restore', 'confirm_restore_manually', 'stop_restore', 'refreeze',
  'watch_passed', 'reopen', 'authority_hold', 'authority_release', 'take', 'assign', 'hand_over', 'impose_measure',
  'confirm_measure', 'ease_measure', 'measure_expired', 'assess', 'reject', 'waive', 'attest', 'verify',
  'extend_deadline', 'message', 'note', 'add_evidence', 'report_major_event',
] as const; // prettier-ignore
export type ActionName = (typeof ACTIONS)[number];

/** What happens to one measure by a decision. */
export type MeasureAfter =
  | { readonly measureId: string; readonly change: 'lift' | 'keep' }
  | {
      readonly measureId: string;
      readonly change: 'narrow';
      readonly level: string;
      /** Left out or null: as it stands. */
      readonly scope?: string | null;
      /** Left out: as it stands; null: given up. */
      readonly limitSingleFen?: number | null;
      readonly limitDailyFen?: number | null;
    };

/** The wish to narrow as the registry reads it. */
export const narrowingOf = ({
  level,
  scope,
  limitSingleFen,
  limitDailyFen,
}: MeasureAfter & { change: 'narrow' }): NarrowingDraft => ({
  level,
  scope: scope ?? undefined,
  limitSingleFen,
  limitDailyFen,
});

/** What something said is about: one finding, or all findings of a rule at once. */
export interface AboutFindings {
  readonly findingId?: string | undefined;
  readonly rule?: string | undefined;
}

export interface FindingReason extends AboutFindings {
  readonly reason: string;
}

export interface FindingAnswer extends AboutFindings {
  readonly answer: string;
}

/** What each action that can be taken now needs to be told. Actions without a row need nothing. */
export interface ActionPayloads {
  open: { measures: readonly MeasureDraft[]; channel: string; text: string };
  triage: { reasonCode: ReasonCode };
  request_evidence: { items: readonly { code: EvidenceCode; required: boolean }[]; text: string };
  submit_evidence: {
    absences?: readonly { itemId: string; reason: string }[] | null;
    onBehalfChannel?: string;
  };
  recall_request: { text: string };
  propose: {
    outcome: Outcome;
    measuresAfter: readonly MeasureAfter[];
    reasons: readonly FindingReason[];
    text: string;
    objectionReply?: string;
  };
  return: { text: string };
  withdraw_proposal: { text: string };
  approve: { text?: string };
  object: { text: string };
  appeal: { answers: readonly FindingAnswer[]; text: string };
  uphold_appeal: { reasons: readonly FindingReason[]; text: string };
  overturn: {
    extent: 'full' | 'partial';
    outcome: Outcome;
    measuresAfter: readonly MeasureAfter[];
    reasons: readonly FindingReason[];
    text: string;
  };
  give_up: { text: string };
  restore_failed: { commandId?: string };
  take: Record<string, never>;
  assign: { userId: string };
  assess: { itemId: string };
  reject: { itemId: string; text: string };
  message: { text: string };
  note: { text: string };
  add_evidence: { itemId: string; fileId: string; onBehalfChannel?: string };
}

export type Payload<A extends ActionName> = A extends keyof ActionPayloads
  ? ActionPayloads[A]
  : Record<string, never>;
