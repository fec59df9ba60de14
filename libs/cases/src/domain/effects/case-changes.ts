import type { Outcome, ReasonCode, SlaClass } from '../reference';
import type { Resolution } from '../states';

/** Changes of the case's own row. */
export interface CaseChanges {
  readonly reasonCode?: ReasonCode;
  readonly slaClass?: SlaClass;
  readonly queue?: string;
  readonly priority?: number;
  /** Null: nobody’s, it waits in its queue. */
  readonly ownerId?: string | null;
  readonly outcome?: Outcome;
  readonly resolution?: Resolution;
  readonly appealRounds?: number;
  readonly watchUntil?: Date;
  /** The letter of the decision has reached the merchant, and the window for an appeal runs until then. */
  readonly letterDeliveredAt?: Date;
  readonly appealUntil?: Date;
  /** Decided anew on new facts: the letter, the rounds of appeal and what the merchant was asked begin again. */
  readonly beginsAnew?: boolean;
  /** A new letter starts a new window when it is delivered. */
  readonly newLetter?: boolean;
}
