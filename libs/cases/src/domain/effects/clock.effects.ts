import type { ClockKind, Deadline, Target } from '@thaw/sla/arithmetic';

export type ClockEffect =
  | { readonly kind: 'start_clock'; readonly clock: ClockKind; readonly deadline: Deadline }
  /** Another target; the time that the clock has used stays used, and what it was given on top stays given. */
  | { readonly kind: 'retarget_clock'; readonly clock: ClockKind; readonly target: Target }
  | { readonly kind: 'extend_clock'; readonly clock: ClockKind; readonly dueAt: Date }
  | { readonly kind: 'pause_clock'; readonly clock: ClockKind }
  | { readonly kind: 'resume_clock'; readonly clock: ClockKind }
  | { readonly kind: 'stop_clock'; readonly clock: ClockKind }
  | { readonly kind: 'clear_overdue'; readonly clock: ClockKind };
