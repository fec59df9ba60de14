/** Where a case can stand. `none` is before it exists. */
export const CASE_STATES = [
  'reported',
  'investigating',
  'awaiting_merchant',
  'reviewing',
  'pending_approval',
  'upheld',
  'appealing',
  'remediating',
  'replacing',
  'restoring',
  'monitoring',
  'terminating',
  'closed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

export const OPEN_STATES: readonly CaseState[] = CASE_STATES.filter((state) => state !== 'closed');

/** Where a case can still turn out to be none. */
export const DISMISSIBLE: readonly CaseState[] = ['reported', 'investigating'];

/** Where a decision stands. */
export const DECIDED_STATES: readonly CaseState[] = [
  'upheld',
  'remediating',
  'replacing',
  'restoring',
  'monitoring',
  'terminating',
  'closed',
];

/** Where trading comes back, or has come back and is watched: new hits speak against it. */
const WATCHED_STATES: readonly CaseState[] = ['restoring', 'monitoring'];
export const isWatched = (state: CaseState | null): boolean =>
  state !== null && WATCHED_STATES.includes(state);

/** Why a case ended. */
export type Resolution =
  'restored' | 'restored_with_limits' | 'replaced' | 'terminated' | 'not_frozen' | 'duplicate' | 'withdrawn';

/** What the merchant is told of where the case stands: never which desk step it is in. */
export const MERCHANT_STATUS: { readonly [state in CaseState]: string } = {
  reported: 'under_review',
  investigating: 'under_review',
  reviewing: 'under_review',
  pending_approval: 'under_review',
  awaiting_merchant: 'waiting_for_you',
  upheld: 'freeze_upheld',
  appealing: 'appeal_under_review',
  remediating: 'remediation_needed',
  replacing: 'replacement_under_way',
  restoring: 'being_restored',
  monitoring: 'restored',
  terminating: 'being_terminated',
  closed: 'closed',
};

/** Where a case is triaged, or given another reason. */
export const CLASSIFIED_IN: readonly CaseState[] = ['reported', 'investigating', 'reviewing'];
