import { types } from 'node:util';
import type { CardMemory, SelfSaving, UsesKeeper } from '../rules';

/** Gives the cards of one stream numbers in the order in which they come: rules keep by number what they know of a card. */
export class CardRegister {
  private readonly tokens: string[] = [];
  /** Of the tokens up to `indexed`: the cards of a history that is read in blocks are never asked for by token. */
  private readonly numbers = new Map<string, number>();
  private indexed = 0;

  /** How many cards there are. */
  get size(): number {
    return this.tokens.length;
  }

  /** A card of which it is known that it has not come yet. @returns its number */
  add(token: string): number {
    return this.tokens.push(token) - 1;
  }

  /** -1 for no card. */
  numberOf(token: string | null): number {
    if (token === null) return -1;
    const { tokens, numbers } = this;
    while (this.indexed < tokens.length) numbers.set(tokens[this.indexed] as string, this.indexed++);
    return numbers.get(token) ?? this.add(token);
  }

  tokenOf(number: number): string | null {
    return number === -1 ? null : (this.tokens[number] as string);
  }

  entries(): IterableIterator<[number, string]> {
    return this.tokens.entries();
  }

  /** A rule's state as it is saved: a copy, plain, with its cards in a Map by token. */
  saved(state: unknown): unknown {
    return Object.fromEntries(
      Object.entries(state as object).map(([name, part]: [string, unknown]) => {
        if (name === CARDS) return [name, this.savedCards(part as Cards)];
        return [name, isSelfSaving(part) ? part.save((number) => this.named(number)) : copyOf(part)];
      }),
    );
  }

  /**
   * The other way round. What was saved is not touched.
   * @param started the rule's state at the start of a stream.
   */
  restored(started: unknown, saved: unknown): unknown {
    return Object.fromEntries(
      Object.entries(saved as object).map(([name, part]: [string, unknown]) => {
        const own = (started as Readonly<Record<string, unknown>>)[name];
        if (name === CARDS) return [name, this.restoredCards(own as Cards, part)];
        if (!isSelfSaving(own)) return [name, copyOf(part)];
        own.load(part, (token) => this.numberOf(token));
        return [name, own];
      }),
    );
  }

  private savedCards(cards: Cards): Map<string, unknown> {
    const byNumber: ReadonlyMap<number, unknown> = types.isMap(cards) ? cards : cards.save();
    return new Map(Array.from(byNumber, ([number, card]) => [this.named(number), copyOf(card)] as const));
  }

  private restoredCards(cards: Cards, saved: unknown): Cards {
    for (const [token, card] of saved as ReadonlyMap<string, unknown>) {
      const number = this.numberOf(token);
      if (types.isMap(cards)) cards.set(number, copyOf(card));
      else cards.load(number, token, copyOf(card));
    }
    return cards;
  }

  private named(number: number): string {
    const token = this.tokens[number];
    if (token === undefined) throw new Error(`the stream has no card ${number}`);
    return token;
  }
}

/** Of plain data. As `structuredClone`, which takes a multiple: an append copies a month's ids twice. */
function copyOf(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  // Lists hold values of one kind, be it that some are null.
  if (Array.isArray(part)) {
    return typeof part.find((one) => one !== null) === 'object' ? part.map(copyOf) : part.slice();
  }
  if (types.isMap(part)) return new Map(Array.from(part, ([key, value]) => [key, copyOf(value)]));
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, copyOf(value)]));
}

/** Where a rule's state keeps what it knows of each card. */
const CARDS = 'cards';
type Cards = CardMemory | Map<number, unknown>;

const isSelfSaving = (part: unknown): part is SelfSaving =>
  typeof part === 'object' && part !== null && 'save' in part && typeof part.save === 'function';

/** What in a rule's state may yet want uses of cards. */
export const usesKeepersOf = (state: unknown): UsesKeeper[] =>
  Object.values(state as object).filter(
    (part: unknown): part is UsesKeeper =>
      typeof part === 'object' &&
      part !== null &&
      'waitingOf' in part &&
      typeof part.waitingOf === 'function',
  );
