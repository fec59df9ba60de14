import type { TerminalWord } from '@thaw/registry/measures';
import type { CaseState } from '../states';

export interface OtherCase {
  readonly id: string;
  readonly number: string;
  readonly state: CaseState;
}

/** Read only where a case can still be dismissed. */
export interface DismissalFacts {
  /** Open cases of the same merchant on another terminal that has had the same device. */
  readonly sameMachine: readonly OtherCase[];
  /** Whether a measure of another case binds the terminal too. */
  readonly boundByOthers: boolean;
  /** Commands to the terminal system that have not come to their end. */
  readonly commandsUnderWay: number;
  /** The measures in force that bind the terminal, of any case, by the ids that the terminal system knows. */
  readonly knownMeasures: readonly string[];
  /** What the terminal system said when it was asked, before the case was locked; null: it was not asked. */
  readonly terminalWord: TerminalWord | null;
}
