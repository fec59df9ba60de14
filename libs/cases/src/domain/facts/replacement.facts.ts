import type { Place } from '@thaw/risk/rules';

export interface ReplacementStepFact {
  readonly number: number;
  readonly state: 'open' | 'pending' | 'done';
  /** Who did it. */
  readonly by: string;
}

/** The replacement that is under way, or the one that is being taken back. */
export interface ReplacementFact {
  readonly id: string;
  readonly state: 'under_way' | 'compensating';
  readonly steps: readonly ReplacementStepFact[];
  /** Whether a device was at work when it began: taken back, that one comes back. */
  readonly hadDevice: boolean;
  /** Whether it has put its new device to work: taken back, that one goes. */
  readonly boundNew: boolean;
}

/** What the registry says of the terminal whose device is replaced. */
export interface ReplacedTerminalFact {
  readonly merchantNo: string;
  readonly terminalNo: string;
  /** Where it is registered to stand. */
  readonly site: Place | null;
}

export interface ReplacementFacts {
  readonly replacement: ReplacementFact | null;
  /** Null where no decision to replace is being carried out. */
  readonly replacedTerminal: ReplacedTerminalFact | null;
}
