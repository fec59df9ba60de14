import type { ComponentType } from 'react';
import type { ActionName, StaffCase } from '../case-query';
import { AskEvidence } from './ask-evidence';
import { ChooseColleague } from './choose-colleague';
import { ChooseDay } from './choose-day';
import { ChoosePriority } from './choose-priority';
import { ChooseReason } from './choose-reason';
import { ComposeDecision } from './compose-decision';
import { DismissAs } from './dismiss-as';
import { Words } from './words';

/** Fields of an action, within its form. */
export interface FieldsGiven {
  readonly shown: StaffCase;
  readonly action: ActionName;
}

export interface ActionForm {
  readonly fields: readonly ComponentType<FieldsGiven>[];
  /** What cannot be taken back is asked once more. */
  readonly isFinal?: true;
  readonly isWide?: true;
  /** From what was filled in to what the API takes. */
  readonly payload?: (given: Readonly<Record<string, unknown>>) => Record<string, unknown>;
}

const words: ActionForm = { fields: [Words] };

/** Forms of actions on the case as a whole; an action without one is taken at once. */
export const FORMS: Partial<Record<ActionName, ActionForm>> = {
  triage: { fields: [ChooseReason] },
  reclassify: { fields: [ChooseReason, Words] },
  dismiss: { fields: [DismissAs, Words], isFinal: true },
  request_evidence: { fields: [AskEvidence], isWide: true },
  recall_request: words,
  propose: { fields: [ComposeDecision], isWide: true },
  return: words,
  withdraw_proposal: words,
  approve: { fields: [], isFinal: true },
  overturn: { fields: [ComposeDecision], isWide: true, isFinal: true },
  uphold_appeal: { fields: [ComposeDecision], isWide: true, isFinal: true },
  give_up: { ...words, isFinal: true },
  stop_restore: words,
  reopen: words,
  reconsider: words,
  keep_watching: words,
  hand_over: { fields: [ChooseColleague, Words] },
  set_priority: { fields: [ChoosePriority, Words] },
  assign: { fields: [ChooseColleague] },
  set_follow_up: { fields: [ChooseDay] },
  report_major_event: words,
};

/** Taken on a part of the case, where that part is shown. */
const OF_PARTS: ReadonlySet<ActionName> = new Set<ActionName>([
  ...(['open', 'put_back', 'add_evidence', 'message', 'note'] as const),
  ...(['assess', 'reject', 'waive', 'answer_slips', 'assess_slips', 'submit_evidence'] as const),
  ...([
    'attest',
    'verify',
    'confirm_measure',
    'ease_measure',
    'impose_measure',
    'confirm_command',
    'retry_command',
  ] as const),
  ...(['authority_hold', 'authority_release', 'refreeze', 'record_delivery', 'extend_deadline'] as const),
  ...(['confirm_termination_manually', 'confirm_restore_manually', 'confirm_termination'] as const),
  ...([
    'evidence_overdue',
    'undo_overdue',
    'lapse',
    'restore_confirmed',
    'restore_failed',
    'watch_passed',
  ] as const),
  ...(['measure_expired', 'object', 'appeal'] as const),
]);

export const isOfCase = (action: ActionName): boolean => !OF_PARTS.has(action);

const FIRST: readonly ActionName[] = [
  ...([
    'triage',
    'take',
    'approve',
    'propose',
    'request_evidence',
    'uphold_appeal',
    'overturn',
    'remediated',
  ] as const),
  ...([
    'recertified',
    'retry_restore',
    'return',
    'reopen',
    'recall_request',
    'withdraw_proposal',
    'stop_restore',
  ] as const),
  ...([
    'dismiss',
    'reclassify',
    'hand_over',
    'assign',
    'set_priority',
    'set_follow_up',
    'clear_follow_up',
  ] as const),
];

/** The likelier, the less. */
export function weightOf(action: ActionName, { ownerId }: Pick<StaffCase, 'ownerId'>): number {
  if (action === 'take' && ownerId !== null) return FIRST.length + 1;
  const place = FIRST.indexOf(action);
  return place < 0 ? FIRST.length : place;
}
