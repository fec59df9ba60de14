import type { SelfSaving } from './rule';

/** What a rule makes of the facts at its start. It is not saved with its state: the facts give it again. */
export class FromFacts<T> implements SelfSaving {
  constructor(readonly value: T) {}

  save(): null {
    return null;
  }

  load(): void {
    // `start` has made it already.
  }
}
