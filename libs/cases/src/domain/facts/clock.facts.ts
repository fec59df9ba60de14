import type { ClockKind } from '@thaw/sla/arithmetic';

/** A clock that runs or is paused. */
export interface ClockFact {
  readonly kind: ClockKind;
  /** When it began to run, however often its due instant was moved since. */
  readonly beganAt: Date;
  readonly dueAt: Date;
  readonly paused: boolean;
}

export interface ClockFacts {
  readonly clocks: readonly ClockFact[];
}
