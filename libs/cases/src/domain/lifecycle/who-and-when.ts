import type { CaseState } from '../states';

/** Personas and states that many rows name. */
export const DESK = ['agent', 'supervisor'] as const;
export const STAFF_OR_MERCHANT = ['merchant', ...DESK] as const;

export const BEFORE_DECISION: readonly CaseState[] = [
  'reported',
  'investigating',
  'awaiting_merchant',
  'reviewing',
  'pending_approval',
];
export const ASSESSING: readonly CaseState[] = ['investigating', 'awaiting_merchant', 'reviewing'];
export const FIXING: readonly CaseState[] = ['remediating', 'replacing'];
