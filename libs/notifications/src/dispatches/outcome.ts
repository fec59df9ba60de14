import type { DispatchFailure } from './dispatch.entity';

/** How one try ended. */
export interface Outcome {
  /** Null where the other side has taken it. */
  readonly error: DispatchFailure | null;
  /** Another try would end as this one did. */
  readonly isFinal: boolean;
}
