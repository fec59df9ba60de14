import type { Target } from '@thaw/sla/arithmetic';

/** By when a freeze notice asks for documents: one time for all, since a shorter one would tell reasons apart. */
export const NOTICE_TARGET: Target = { kind: 'working_days', count: 5 };
/** Statutory and desk-wide targets. */
export const REPLY_TARGET: Target = { kind: 'statutory_days', count: 15 };
/** After which the desk is asked whether a letter that runs a window has reached the merchant. */
export const DELIVERY_TARGET: Target = { kind: 'working_days', count: 3 };
/** How long a window for an appeal runs at least, from when the desk recorded that the letter had come. */
export const RECORDED_WINDOW_TARGET: Target = { kind: 'statutory_days', count: 3 };
/** By when a major event is reported: fixed by rule. */
export const MAJOR_EVENT_TARGET: Target = { kind: 'working_days', count: 3 };
/** By when a second person must confirm a measure that the desk imposed. */
export const CONFIRM_TARGET: Target = { kind: 'working_days', count: 1 };
export const RESTORE_TARGET: Target = { kind: 'hours', count: 2 };
export const PAUSING_REQUESTS = 2;
export const SCAN_FRESH_MS = 24 * 3_600_000;
/** Findings of at least this weight count when it is asked whether the hits have changed. */
export const SET_SEVERITY = 1;
