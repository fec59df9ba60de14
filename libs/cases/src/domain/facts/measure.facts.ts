import type { CommandKind, CommandPurpose, MeasureTerms } from '@thaw/registry/measures';
import type { ReasonCode } from '../reference';

export interface MeasureFact extends MeasureTerms {
  readonly id: string;
  /** Who set it, as the timeline names them, e.g. `user:…`. */
  readonly imposedBy: string;
  /** By when a second person must confirm it; null: nobody need. */
  readonly confirmBy: Date | null;
  readonly confirmedBy: string | null;
  readonly reasonCode: ReasonCode | null;
  /** Whether a command on it is under way. */
  readonly commandOpen: boolean;
  /** The measure that it raised, where that has ended with it: what stands again should this one not be confirmed. */
  readonly raisedFrom: MeasureTerms | null;
}

/** A command to the terminal system that was not withdrawn. */
export interface CommandFact {
  readonly id: string;
  readonly kind: CommandKind;
  readonly purpose: CommandPurpose;
  readonly state: 'pending' | 'sent' | 'confirmed' | 'failed';
  /** Whether it counts for the restore that is under way. */
  readonly ofRestore: boolean;
  /** Who has signed that it was done, where a second signature is missing. */
  readonly signedBy: string | null;
}

export interface MeasureFacts {
  /** In force. */
  readonly measures: readonly MeasureFact[];
  readonly commands: readonly CommandFact[];
  readonly restore: { readonly total: number; readonly confirmed: number; readonly failed: number };
  readonly watchUntil: Date | null;
  /** Files of the case that can prove what somebody signs for. */
  readonly proofFiles: readonly string[];
}
