import { types } from 'node:util';
import { isPackedIds, packIds, unpackIds } from './packed-ids';
import { SCAN_STATE_FORMAT, type ScanState } from './scan-state';

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
    stream: JSON.stringify({ ...state, uses: null, rules }),
    cards: new Map(Array.from(pieces, ([card, piece]) => [card, JSON.stringify(piece)])),
  };
}

/**
 * @param kept with the pieces of the cards that are wanted.
 * @throws Error on a state of another format.
 */
export function openState({ stream, cards }: KeptState): ScanState {
  const state = JSON.parse(stream) as Omit<ScanState, 'format'> & { readonly format: number };
  if (state.format !== SCAN_STATE_FORMAT) {
    throw new Error(`scan state of format ${state.format}, not ${SCAN_STATE_FORMAT}`);
  }
  const rules = Object.fromEntries(Object.entries(state.rules).map(([code, of]) => [code, unpacked(of)]));
  const uses = new Map<string, readonly number[]>();
  for (const [card, text] of cards) {
    const piece = JSON.parse(text) as CardPiece;
    if (piece.uses !== undefined)
      uses.set(card, isPackedIds(piece.uses) ? unpackIds(piece.uses) : (piece.uses as number[]));
    for (const [code, known] of Object.entries(piece.rules))
      (cardsOf(rules[code]) as Map<string, unknown>).set(card, known);
  }
  return { ...state, format: SCAN_STATE_FORMAT, uses, rules };
}

/** Whether this build can open what it, or another, has kept. */
export const canOpenState = (stream: string): boolean =>
  (JSON.parse(stream) as { readonly format: number }).format === SCAN_STATE_FORMAT;

function cardsOf(state: unknown): CardsOfRule | null {
  const { cards } = state as { readonly cards?: unknown };
  return types.isMap(cards) ? (cards as CardsOfRule) : null;
}

const MAP_MARK = '$map';

/**
 * A rule's state as JSON takes it: long lists of numbers packed, Maps as `{"$map": [[key, value], …]}`, at whatever depth.
 * Written out: JSON's own replacer and reviver are asked for every number, and take longer than all the rest.
 */
function packed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (types.isMap(value)) return { [MAP_MARK]: Array.from(value, ([key, part]) => [key, packed(part)]) };
  if (Array.isArray(value)) return packIds(value) ?? (isOfObjects(value) ? value.map(packed) : value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, packed(part)]));
}

function unpacked(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return isOfObjects(value) ? value.map(unpacked) : value;
  if (isPackedIds(value)) return unpackIds(value);
  const map = (value as Readonly<Record<string, unknown>>)[MAP_MARK];
  if (Array.isArray(map)) {
    return new Map((map as [unknown, unknown][]).map(([key, part]) => [key, unpacked(part)]));
  }
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part)]));
}

/** Lists hold values of one kind, be it that some are null. */
const isOfObjects = (list: readonly unknown[]): boolean =>
  typeof list.find((part) => part !== null) === 'object';
