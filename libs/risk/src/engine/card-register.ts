import { CardRuns, type SavedRun } from '../rules';

/** Gives the cards of one stream numbers in the order in which they come: rules keep by number what they know of a card. */
export class CardRegister {
  private readonly numbers = new Map<string, number>();
  private readonly tokens: string[] = [];

  /** -1 for no card. */
  numberOf(token: string | null): number {
    if (token === null) return -1;
    let number = this.numbers.get(token);
    if (number === undefined) {
      number = this.tokens.push(token) - 1;
      this.numbers.set(token, number);
    }
    return number;
  }

  tokenOf(number: number): string | null {
    return number === -1 ? null : (this.tokens[number] as string);
  }

  entries(): IterableIterator<[number, string]> {
    return this.tokens.entries();
  }

  /** A rule's state as it is saved: a copy, plain, with its cards in a Map by token. */
  saved(state: unknown): unknown {
    const cards = cardsOf(state);
    if (cards === undefined) return structuredClone(state);
    const byNumber: ReadonlyMap<number, unknown> = cards instanceof CardRuns ? cards.save() : cards;
    const byToken = new Map(
      Array.from(byNumber, ([number, card]) => [this.tokens[number], structuredClone(card)]),
    );
    return { ...withoutCards(state), cards: byToken };
  }

  /**
   * The other way round. What was saved is not touched.
   * @param started the rule's state at the start of a stream.
   */
  restored(started: unknown, saved: unknown): unknown {
    const byToken = cardsOf(saved) as ReadonlyMap<unknown, unknown> | undefined;
    if (byToken === undefined) return structuredClone(saved);
    const cards = cardsOf(started) as CardRuns | Map<number, unknown>;
    for (const [key, card] of byToken) {
      const token = key as string;
      const number = this.numberOf(token);
      if (cards instanceof CardRuns) cards.load(number, token, card as SavedRun);
      else cards.set(number, structuredClone(card));
    }
    return { ...withoutCards(saved), cards };
  }
}

const withoutCards = (state: unknown): object => structuredClone({ ...(state as object), cards: undefined });

const cardsOf = (state: unknown): CardRuns | ReadonlyMap<number, unknown> | undefined =>
  (state as { readonly cards?: CardRuns | ReadonlyMap<number, unknown> }).cards;

export function cardRunsOf(state: unknown): CardRuns | null {
  const cards = cardsOf(state);
  return cards instanceof CardRuns ? cards : null;
}
