import type { Side } from '../personas';

/** Who has had a hand in the case. Persons count, not roles. */
export interface Involvement {
  readonly proposers: readonly string[];
  readonly approvers: readonly string[];
  readonly appealDeciders: readonly string[];
  /** Who set a measure of the case. */
  readonly froze: readonly string[];
  /** Who placed an authority's hold on the case, or put in the document that one rests on. */
  readonly held: readonly string[];
  /** The sides on which the acting person has acted on this case before. */
  readonly actorSides: readonly Side[];
}

export interface InvolvementFacts {
  readonly involvement: Involvement;
  readonly otherOpenCase: boolean;
}
