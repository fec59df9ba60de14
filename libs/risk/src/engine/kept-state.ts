import { types } from 'node:util';
import { isPackedIds, packIds, unpackIds } from './packed-ids';
import { decodeScanState, encodeScanState, type ScanState } from './scan-state';

/** A scan's state in the pieces in which it is kept: an append reads and writes those of the cards it touches. */
export interface KeptState {
  /** All that is not of one card. */
  readonly stream: string;
  /** By card token. A card of which nothing is known has no piece. */
  readonly cards: ReadonlyMap<string, string>;
}

interface CardPiece {
  readonly uses?: unknown;
  /** By rule code. */
  readonly rules: Record<string, unknown>;
}

type CardsOfRule = ReadonlyMap<string, unknown>;

export function keepState(state: ScanState): KeptState {
  const pieces = new Map<string, CardPiece>();
  const pieceOf = (card: string): CardPiece => {
    let piece = pieces.get(card);
    if (piece === undefined) pieces.set(card, (piece = { rules: {} }));
    return piece;
  };
  for (const [card, uses] of state.uses) pieces.set(card, { uses: packIds(uses) ?? uses, rules: {} });
  const rules: Record<string, unknown> = {};
  for (const [code, of] of Object.entries(state.rules)) {
    const cards = cardsOf(of);
    rules[code] = cards === null ? packed(of) : packed({ ...(of as object), cards: new Map() });
    for (const [card, known] of cards ?? []) pieceOf(card).rules[code] = known;
  }
  return {
    stream: encodeScanState({ ...state, uses: new Map(), rules }),
    cards: new Map(Array.from(pieces, ([card, piece]) => [card, JSON.stringify(piece)])),
  };
}

/** @param kept with the pieces of the cards that are wanted. */
export function openState({ stream, cards }: KeptState): ScanState {
  const state = decodeScanState(stream);
  const rules = Object.fromEntries(Object.entries(state.rules).map(([code, of]) => [code, unpacked(of)]));
  const uses = new Map<string, readonly number[]>();
  for (const [card, text] of cards) {
    const piece = JSON.parse(text) as CardPiece;
    if (piece.uses !== undefined)
      uses.set(card, isPackedIds(piece.uses) ? unpackIds(piece.uses) : (piece.uses as number[]));
    for (const [code, known] of Object.entries(piece.rules))
      (cardsOf(rules[code]) as Map<string, unknown>).set(card, known);
  }
  return { ...state, uses, rules };
}

function cardsOf(state: unknown): CardsOfRule | null {
  const { cards } = state as { readonly cards?: unknown };
  return types.isMap(cards) ? (cards as CardsOfRule) : null;
}

/** A rule's state with its long lists of numbers packed, at whatever depth; what is not plain is left as it is. */
function packed(value: unknown): unknown {
  const ids = packIds(value);
  if (ids !== null) return ids;
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, packed(part)]))
    : value;
}

function unpacked(value: unknown): unknown {
  if (isPackedIds(value)) return unpackIds(value);
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part)]))
    : value;
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !types.isMap(value);
