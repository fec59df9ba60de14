/** What became of something that was asked for, as whoever asked knows it. */
export type Fate = 'accepted' | 'refused' | 'unanswered';

/** One thing that a client wanted written, under one or several requests that were the same. */
export interface Wanted {
  readonly what: string;
  /** The requests that asked for it, by which the audit names them. */
  readonly requests: string[];
  fate: Fate;
  /** How often it must be in the timeline of its case once it is accepted; null: it is no event. */
  readonly events: 1 | null;
}

/** A file that was put in, as its answer names it. */
export interface KeptFile {
  readonly path: string;
  readonly token: string;
  readonly bytes: Buffer;
}

/** Rows of a terminal's history that somebody sent in. */
export interface SentRows {
  readonly terminalId: string;
  readonly what: string;
  readonly rows: number;
  fate: Fate;
  /** Of a file, the import that answers for it. */
  importId?: string;
}

/** What was sent under a key, and how it was answered first. */
export interface KeyedAnswer {
  readonly wanted: Wanted;
  readonly token: string;
  readonly path: string;
  readonly body: object;
  readonly key: string;
  readonly status: number;
  readonly answer: unknown;
}

/** All that was asked of the desk in a round, and how it was answered. */
export class Ledger {
  readonly wanted: Wanted[] = [];
  readonly files: KeptFile[] = [];
  readonly rows: SentRows[] = [];
  readonly keyed: KeyedAnswer[] = [];
  /** Answers that no fault excuses. */
  readonly stumbles: string[] = [];
  private made = 0;

  constructor(private readonly seed: number) {}

  /** An id that a request is found by, and no other of any round. Without digits, of which some would pass for a card's. */
  nextRequest(): string {
    const lettered = [this.seed, process.pid, this.made++].map((n) =>
      String(n).replace(/\d/g, (digit) => 'abcdefghij'.charAt(Number(digit))),
    );
    return `fault-${lettered.join('.')}x`;
  }

  count(fate: Fate): number {
    return this.wanted.filter((one) => one.fate === fate).length;
  }
}
