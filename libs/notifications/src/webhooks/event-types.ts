/**
 * The events of a case that machine clients hear of, under the names they hear. A closed list, narrower than what
 * merchants see and under the same names: nothing of holds, notes, measures, money laundering or authorities. An event
 * that is neither here nor in the list below is told to no machine.
 */
export const TOLD_CASE_EVENTS: Readonly<Record<string, WebhookCaseEvent>> = {
  opened: 'case.opened',
  request_evidence: 'case.documents_requested',
  submit_evidence: 'case.documents_submitted',
  evidence_overdue: 'case.documents_overdue',
  objected: 'case.objected',
  approved: 'case.decided',
  appealed: 'case.appealed',
  appeal_upheld: 'case.appeal_decided',
  appeal_overturned: 'case.appeal_decided',
  restore_confirmed: 'case.restored',
  refrozen: 'case.frozen_again',
  lapsed: 'case.termination_begun',
  terminated: 'case.terminated',
  reopened: 'case.reopened',
  reconsidered: 'case.reopened',
  dismissed: 'case.closed',
  watch_passed: 'case.closed',
};

/**
 * Told only where the case moves, as merchants see it then, and under the name of what leads there openly: were nothing
 * said of the end of an authority's hold alone, silence would tell of it.
 */
const TOLD_WHERE_MOVED: Readonly<Record<string, WebhookCaseEvent>> = {
  authority_hold_released: 'case.reopened',
};

/** Under which name machines hear of an event; undefined: they do not. */
export function toldAs({
  type,
  from,
  to,
}: {
  readonly type: string;
  readonly from: string | null;
  readonly to: string;
}): WebhookCaseEvent | undefined {
  if (Object.hasOwn(TOLD_CASE_EVENTS, type)) return TOLD_CASE_EVENTS[type];
  return from !== to && Object.hasOwn(TOLD_WHERE_MOVED, type) ? TOLD_WHERE_MOVED[type] : undefined;
}

/** What an endpoint can ask for. */
export const WEBHOOK_EVENT_TYPES = [
  'case.opened',
  'case.documents_requested',
  'case.documents_submitted',
  'case.documents_overdue',
  'case.objected',
  'case.decided',
  'case.appealed',
  'case.appeal_decided',
  'case.restored',
  'case.frozen_again',
  'case.termination_begun',
  'case.terminated',
  'case.reopened',
  'case.closed',
] as const;
export type WebhookCaseEvent = (typeof WEBHOOK_EVENT_TYPES)[number];

/** Sent when somebody asks for it, whatever an endpoint asked to hear. */
export const TEST_EVENT = 'webhook.test';

/** Of the payload's shape; a member that goes or means something else makes another. */
export const PAYLOAD_VERSION = 1;
