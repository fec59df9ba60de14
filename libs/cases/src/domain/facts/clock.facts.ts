import type { ClockKind, ClockRun } from '@thaw/sla/arithmetic';

/** A clock that runs or is paused. */
export interface ClockFact {
  readonly kind: ClockKind;
  /** How it has run: what it would be due at under another target follows from it. */
  readonly run: ClockRun;
  readonly dueAt: Date;
  readonly paused: boolean;
  /** Its due instant has come and was told. */
  readonly overdue: boolean;
}

export interface ClockFacts {
  readonly clocks: readonly ClockFact[];
}
