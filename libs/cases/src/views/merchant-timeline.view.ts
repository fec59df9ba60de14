import {
  MERCHANT_STATUS,
  type CaseState,
  type EvidenceCode,
  type ReferenceData,
  type StepCode,
} from '../domain';
import type { CaseEvent } from '../entities';

/** What of an event tells whether and how a merchant sees it. */
type Told = Pick<CaseEvent, 'type' | 'data' | 'fromState' | 'toState'>;

/**
 * The events a merchant sees, under the names they see them by. A closed list: what is not in it does not exist for
 * the merchant, so that no new kind of event can tell too much by being forgotten here.
 */
const MERCHANT_EVENTS: Readonly<Record<string, string>> = {
  opened: 'opened',
  reclassified_openly: 'subject_changed',
  dismissed: 'closed',
  duplicate_joined: 'case_joined',
  request_evidence: 'documents_requested',
  submit_evidence: 'documents_submitted',
  evidence_saved: 'documents_saved',
  slips_answered: 'slips_answered',
  slips_assessed: 'slips_assessed',
  evidence_overdue: 'documents_overdue',
  overdue_undone: 'documents_in_time',
  merchant_deadline_extended: 'deadline_extended',
  recall_request: 'request_recalled',
  evidence_rejected: 'document_rejected',
  evidence_accepted: 'document_accepted',
  evidence_waived: 'document_waived',
  add_evidence: 'document_uploaded',
  merchant_file_refused: 'document_infected',
  objected: 'objected',
  approved: 'decided',
  appealed: 'appealed',
  appeal_upheld: 'appeal_decided',
  appeal_overturned: 'appeal_decided',
  measure_imposed: 'measures_changed',
  measure_ended: 'measures_changed',
  restore_confirmed: 'restored',
  refrozen: 'frozen_again',
  watch_passed: 'closed',
  lapsed: 'termination_begun',
  terminated: 'terminated',
  reopened: 'reopened',
  reconsidered: 'reopened',
  message_sent: 'message_sent',
  letter_delivered: 'letter_delivered',
  delivery_recorded: 'letter_delivered',
  step_attested: 'step_attested',
  step_verified: 'step_verified',
  step_returned: 'step_returned',
};

/** @param reference of the case that the event is of. */
export const merchantSees =
  (reference: ReferenceData) =>
  (event: Told): boolean =>
    (Object.hasOwn(MERCHANT_EVENTS, event.type) && !isOfOthers(reference, event.data) && !isUnfelt(event)) ||
    changesStatus(event);

/** Of a measure that withholds nothing the merchant hears nothing. */
const isUnfelt = ({ type, data }: Told): boolean => type === 'measure_imposed' && data['level'] === 'F0';

/** A status that changed is seen to have changed, whatever did it: of that, nothing but that it did. */
const changesStatus = ({ fromState, toState }: Told): boolean =>
  fromState !== null && MERCHANT_STATUS[fromState as CaseState] !== MERCHANT_STATUS[toState as CaseState];

/** What vendors, authorities and the desk supply does not exist for the merchant: that it came could tip off. */
const isOfOthers = ({ items, steps }: ReferenceData, { code, step }: Told['data']): boolean =>
  (typeof code === 'string' && items[code as EvidenceCode].supplier !== 'merchant') ||
  (typeof step === 'string' &&
    (steps as Partial<ReferenceData['steps']>)[step as StepCode]?.attestedBy !== 'merchant');

/** What is seen only where it changed the status, and looks then as what does the same to every case. */
const SEEN_BY_STATUS: Readonly<Record<string, string>> = { authority_hold_released: 'reopened' };

export const merchantEventType = ({ type }: Told): string =>
  MERCHANT_EVENTS[type] ?? SEEN_BY_STATUS[type] ?? 'status_changed';
