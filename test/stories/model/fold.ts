import {
  LIFECYCLE,
  REFERENCE_VERSION,
  referenceOf,
  type ActionName,
  type CaseState,
  type ReasonCode,
} from '@thaw/cases/domain';

/** An event as it is stored, with what it says. */
export interface StoredEvent {
  readonly case_id: string;
  readonly seq: number;
  readonly at: Date;
  readonly type: string;
  readonly persona: string;
  readonly from_state: CaseState | null;
  readonly to_state: CaseState;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A case as its events tell it. */
export interface Folded {
  readonly state: CaseState | 'none';
  readonly state_since: Date | null;
  readonly closed_at: Date | null;
  readonly owner_id: string | null;
  readonly reason_code: string | null;
  readonly outcome: string | null;
  readonly appeal_rounds: number;
  readonly resolution: string | null;
  readonly version: number;
  /** Not stored on the case: where the open request returns to, what was appealed, how many holds stand. */
  readonly memory: {
    readonly returnsTo: CaseState;
    readonly appealed: CaseState;
    readonly joined: boolean;
    readonly holds: number;
  };
}

export const NOTHING: Folded = {
  state: 'none', state_since: null, closed_at: null, owner_id: null, reason_code: null, outcome: null,
  appeal_rounds: 0, resolution: null, version: 0, memory: { returnsTo: 'reviewing', appealed: 'upheld', joined: false, holds: 0 },
}; // prettier-ignore

/** The action behind an event that is not named as the action is; by hand. */
const ACTION_OF: { readonly [type: string]: readonly ActionName[] } = {
  opened: ['open'], notice_joined: ['open'], dismissed: ['dismiss'], reclassified: ['reclassify'],
  reclassified_openly: ['reclassify'], taken: ['take'], assigned: ['assign', 'put_back'], handed_over: ['hand_over'],
  priority_set: ['set_priority'],
  deadline_extended: ['extend_deadline'], merchant_deadline_extended: ['extend_deadline'],
  evidence_saved: ['submit_evidence'], overdue_undone: ['undo_overdue'], evidence_added: ['add_evidence'],
  authority_document_added: ['add_evidence'], slips_answered: ['answer_slips'], slips_assessed: ['assess_slips'],
  proposed: ['propose'], proposal_returned: ['return'], proposal_withdrawn: ['withdraw_proposal'], approved: ['approve'],
  objected: ['object'], appealed: ['appeal'], appeal_upheld: ['uphold_appeal'], appeal_overturned: ['overturn'],
  step_attested: ['attest'], step_verified: ['verify'], step_returned: ['verify'], replacement_step_done: ['attest'],
  replacement_step_failed: ['attest'], replacement_verified: ['verify'], replacement_step_returned: ['verify'],
  fix_given_up: ['give_up'], restore_retried: ['retry_restore'], restore_stopped: ['stop_restore'],
  restore_signed: ['confirm_restore_manually'], restore_confirmed: ['restore_confirmed', 'confirm_restore_manually'],
  refrozen: ['refreeze'], watch_kept: ['keep_watching'], lapsed: ['lapse'],
  termination_signed: ['confirm_termination_manually'], termination_countersigned: ['confirm_termination_manually'],
  terminated: ['confirm_termination', 'confirm_termination_manually'], reopened: ['reopen'], reconsidered: ['reconsider'],
  measure_imposed: ['impose_measure'], measure_confirmed: ['confirm_measure'], measure_eased: ['ease_measure'],
  authority_hold_placed: ['authority_hold'], authority_hold_released: ['authority_release'],
  command_retried: ['retry_command'], command_signed: ['confirm_command'], command_countersigned: ['confirm_command'],
  message_sent: ['message'], note_written: ['note'], major_event_named: ['report_major_event'],
  major_event_reported: ['report_major_event'], delivery_recorded: ['record_delivery'],
  follow_up_set: ['set_follow_up'], follow_up_cleared: ['clear_follow_up'],
}; // prettier-ignore

/** What is told beside the steps of the lifecycle: it neither moves a case nor counts as a step. */
const BESIDE = [
  'clock_calendar_changed', 'clock_due', 'clock_escalated', 'clock_reminder', 'clocks_known', 'clocks_repaired', 'deadline_held', 'command_confirmed', 'command_failed', 'measure_ended', 'scan_requested', 'scan_finished', 'history_upload_started', 'history_imported', 'history_import_cancelled',
  'replacement_step_confirmed', 'replacement_taken_back', 'replacement_undone', 'watch_hits_found', 'letter_delivered', 'file_refused', 'merchant_file_refused',
]; // prettier-ignore

/** Of the acting person alone: nobody else’s draft is older for it. */
const LEAVES_VERSION = ['follow_up_set', 'follow_up_cleared'];

const AFTER: { readonly [outcome: string]: CaseState } = {
  U: 'restoring', UR: 'restoring', RM: 'remediating', RL: 'remediating', RP: 'replacing', T: 'upheld', B: 'upheld', K: 'upheld',
}; // prettier-ignore

const ASSESSMENTS = [
  'assess',
  'reject',
  'waive',
  'evidence_accepted',
  'evidence_rejected',
  'evidence_waived',
  'evidence_need_waived',
];

/** @throws Error where no row of the lifecycle allows the event. */
export function fold(before: Folded, event: StoredEvent): Folded {
  const { type, data, to_state: to, from_state: from, at } = event;
  const fail = (why: string): never => {
    throw new Error(`event ${event.seq} ${type} by ${event.persona}, ${from} → ${to}: ${why}`);
  };
  if ((from ?? 'none') !== before.state) fail(`the case was ${before.state}`);
  if (BESIDE.includes(type)) {
    if (to !== from) fail('what is told beside moves no case');
    return { ...before, version: before.version + ('appealUntil' in data ? 1 : 0) };
  }
  needRow(event, before, fail);
  const anew = beginsAnew(event);
  const moved = to !== from;
  return {
    state: to,
    state_since: moved ? at : before.state_since,
    closed_at: to === 'closed' ? (moved ? at : before.closed_at) : null,
    owner_id: 'ownerId' in data ? (data['ownerId'] as string | null) : before.owner_id,
    reason_code: (data['reasonCode'] as string | undefined) ?? before.reason_code,
    outcome: ['approved', 'appeal_overturned'].includes(type) ? (data['outcome'] as string) : before.outcome,
    appeal_rounds: type === 'appealed' ? (data['round'] as number) : anew || type === 'approved' ? 0 : before.appeal_rounds,
    resolution: resolutionAfter(before, event),
    version: before.version + (LEAVES_VERSION.includes(type) ? 0 : 1),
    memory: memoryAfter(before, event),
  };
} // prettier-ignore

/** Rounds of appeal are of the decision that stands: they begin anew with what takes one back. */
function beginsAnew({ type, from_state: from, to_state: to }: StoredEvent): boolean {
  if (['reopened', 'reconsidered', 'refrozen'].includes(type)) return true;
  const mayBe = type === 'authority_hold_released' || (type === 'notice_joined' && from === 'monitoring');
  return (mayBe && to !== from) || (type === 'appeal_upheld' && to === 'investigating');
}

function needRow(event: StoredEvent, before: Folded, fail: (why: string) => never): void {
  const { type, persona, from_state: from, to_state: to } = event;
  const actions = ACTION_OF[type] ?? (ASSESSMENTS.includes(type) ? ['assess', 'reject', 'waive'] : [type]);
  const rows = LIFECYCLE.filter(
    (row) => actions.includes(row.action) && row.from.includes(from ?? 'none') && (row.who as readonly string[]).includes(persona),
  );
  if (rows.length === 0) fail('no row of the lifecycle');
  const fits = rows.some((row) => {
    if (row.to === 'same') return to === from;
    return row.to === 'decided' ? decided(row.action, event, before).includes(to) : row.to === to;
  });
  if (!fits) fail('no row leads there');
} // prettier-ignore

/** Where a row leads that leaves it to the facts; by hand, from the desk's table. */
function decided(action: ActionName, { type, data, from_state: from }: StoredEvent, before: Folded): readonly string[] {
  const { returnsTo, appealed, joined, holds } = before.memory;
  const here = from ?? 'none';
  switch (action) {
    case 'open': {
      if (from === null) return ['reported'];
      const brings = (data['measures'] as readonly unknown[]).length > 0;
      if (brings && from === 'monitoring') return ['investigating'];
      return [brings && from === 'restoring' ? 'reviewing' : from];
    }
    case 'submit_evidence':
      return [type === 'evidence_saved' ? here : returnsTo];
    case 'evidence_overdue':
    case 'recall_request':
      return [returnsTo];
    case 'approve':
    case 'overturn':
      return [AFTER[data['outcome'] as string] ?? 'nowhere'];
    case 'uphold_appeal':
      if (appealed === 'upheld' && before.outcome !== 'K' && before.appeal_rounds >= roundsOf(before) && holds === 0) return ['terminating'];
      // A measure that came meanwhile may have been lifted since.
      return joined && ['monitoring', 'closed'].includes(appealed) ? [appealed, 'investigating'] : [appealed];
    case 'confirm_restore_manually':
      return [type === 'restore_signed' ? 'restoring' : 'monitoring'];
    case 'confirm_termination_manually':
      return [type === 'terminated' ? 'closed' : 'terminating'];
    case 'authority_release':
      if (before.outcome !== 'K' || holds > 1) return [here];
      return [here === 'upheld' ? 'reviewing' : here === 'closed' ? 'investigating' : here];
    case 'reopen':
      return [before.reason_code === null ? 'reported' : 'investigating'];
    default:
      return [];
  }
} // prettier-ignore

const roundsOf = ({ reason_code: code }: Folded): number => {
  const { reasons, usualAppeal } = referenceOf(REFERENCE_VERSION);
  return code === null ? usualAppeal.rounds : reasons[code as ReasonCode].appealRounds;
};

function resolutionAfter(
  { resolution, outcome }: Folded,
  { type, data, to_state: to }: StoredEvent,
): string | null {
  if (to !== 'closed') return null;
  if (type === 'dismissed') return data['as'] as string;
  if (type === 'terminated') return 'terminated';
  if (type === 'appeal_upheld') return 'restored_with_limits';
  if (type === 'watch_passed') return outcome === 'RP' ? 'replaced' : 'restored or restored_with_limits';
  return resolution;
}

function memoryAfter({ memory }: Folded, { type, data, from_state: from }: StoredEvent): Folded['memory'] {
  if (type === 'request_evidence') return { ...memory, returnsTo: from === 'appealing' ? 'appealing' : 'reviewing' };
  if (type === 'appealed') return { ...memory, appealed: from ?? memory.appealed, joined: false };
  if (type === 'notice_joined') return { ...memory, joined: memory.joined || (data['measures'] as readonly unknown[]).length > 0 };
  if (type === 'authority_hold_placed') return { ...memory, holds: memory.holds + 1 };
  if (type === 'authority_hold_released') return { ...memory, holds: memory.holds - 1 };
  return memory;
} // prettier-ignore
