import type { ClockKind, Deadline } from '@thaw/sla/arithmetic';

export type ClockEffect =
  | { readonly kind: 'start_clock'; readonly clock: ClockKind; readonly deadline: Deadline }
  /** Another due instant; what the clock has used stays used. */
  | { readonly kind: 'move_clock'; readonly clock: ClockKind; readonly deadline: Deadline }
  | { readonly kind: 'pause_clock'; readonly clock: ClockKind }
  | { readonly kind: 'resume_clock'; readonly clock: ClockKind }
  | { readonly kind: 'stop_clock'; readonly clock: ClockKind }
  | { readonly kind: 'clear_overdue'; readonly clock: ClockKind };
