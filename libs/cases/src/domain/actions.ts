import { PAYLOAD_SHAPES, type ActionPayloads } from './payloads';

/** Every action of the desk, in the order of the lifecycle. */
export const ACTIONS = [
  'open', 'triage', 'reclassify', 'dismiss', 'request_evidence', 'submit_evidence', 'evidence_overdue', 'undo_overdue',
  'recall_request', 'propose', 'return', 'withdraw_proposal', 'approve', 'object', 'appeal', 'uphold_appeal',
  'overturn', 'lapse', 'confirm_termination', 'confirm_termination_manually', 'remediated', 'recertified', 'give_up',
  'restore_confirmed', 'restore_failed', 'retry_restore', 'confirm_restore_manually', 'stop_restore', 'refreeze', 'keep_watching',
  'watch_passed', 'reconsider', 'reopen', 'authority_hold', 'authority_release', 'take', 'assign', 'hand_over', 'put_back', 'set_priority', 'impose_measure',
  'confirm_measure', 'ease_measure', 'measure_expired', 'retry_command', 'confirm_command', 'answer_slips', 'assess_slips', 'assess', 'reject', 'waive', 'attest', 'verify',
  'extend_deadline', 'record_delivery', 'message', 'note', 'add_evidence', 'report_major_event', 'set_follow_up', 'clear_follow_up',
] as const; // prettier-ignore
export type ActionName = (typeof ACTIONS)[number];

export type Payload<A extends ActionName> = A extends keyof ActionPayloads
  ? ActionPayloads[A]
  : Record<string, never>;

/** @throws DomainError INVALID_REQUEST where the payload is not what the action takes. */
export function needShape(action: ActionName, payload: unknown): void {
  if (Object.hasOwn(PAYLOAD_SHAPES, action)) PAYLOAD_SHAPES[action as keyof ActionPayloads](payload, '');
}
