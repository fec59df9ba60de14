import type { FindingHead, ParameterUnit } from '../rules';
import { packList, packNumbers, unpackList, type PackedList } from './handed-over';

/** What many heads have in common. */
interface Shape {
  readonly unit: ParameterUnit;
  /** Of the details, in their order; null where a head has none. */
  readonly details: readonly string[] | null;
  /** Whether the key begins with the card. */
  readonly isOfCard: boolean;
}

const [FROM, TO, COUNT, SUM, MEASURED, THRESHOLD, DETAILS] = [0, 1, 2, 3, 4, 5, 6];
const FIRST_NUMBERS = 64;
/** No piece is longer, so that heads that are many are never copied. */
const PIECE_NUMBERS = 16_384;

/** As it goes from thread to thread. */
export interface PackedHeads {
  readonly keys: PackedList<string>;
  readonly cards: PackedList<string | null>;
  readonly shapes: PackedList<Shape>;
  readonly places: Uint32Array<ArrayBuffer>;
  readonly pieces: Float64Array<ArrayBuffer>[];
  readonly used: number;
}

/**
 * Heads of findings side by side. Rules on cards make tens of thousands of them in a long history: as objects they were
 * most of what the collector of garbage had to look after while the history was folded.
 */
export class FindingHeads {
  /** Without the card, where they begin with it (see the shape), as those of rules on cards do: what is left is a month or a day. */
  private keys: string[] = [];
  private cards: (string | null)[] = [];
  private shapes: Shape[] = [];
  /** By head, where its numbers begin: pieces are counted as if all were as long as they may be. */
  private places: number[] = [];
  private pieces = [new Float64Array(FIRST_NUMBERS)];
  /** Of the last piece. */
  private used = 0;
  private readonly known: Shape[] = [];

  /** To be read: what is put into it later need not know the shapes of what is there. */
  static unpack({ keys, cards, shapes, places, pieces, used }: PackedHeads): FindingHeads {
    const heads = new FindingHeads();
    heads.keys = unpackList(keys);
    heads.cards = unpackList(cards);
    heads.shapes = unpackList(shapes);
    heads.places = Array.from(places);
    heads.pieces = pieces;
    heads.used = used;
    return heads;
  }

  pack(handedOver: ArrayBuffer[]): PackedHeads {
    const { pieces, used } = this;
    for (const { buffer } of pieces) handedOver.push(buffer);
    return {
      keys: packList(this.keys, handedOver),
      cards: packList(this.cards, handedOver),
      shapes: packList(this.shapes, handedOver),
      places: packNumbers(this.places, handedOver),
      pieces,
      used,
    };
  }

  get size(): number {
    return this.keys.length;
  }

  /** @returns its number, counted from 0. */
  add(head: FindingHead): number {
    const shape = this.shapeOf(head);
    this.keys.push(restOfKey(head, shape));
    this.cards.push(head.card);
    this.shapes.push(shape);
    this.places.push(this.append(head, shape));
    return this.keys.length - 1;
  }

  /** The head takes the place of another with the same key. */
  replace(number: number, head: FindingHead): void {
    const shape = this.shapeOf(head);
    this.cards[number] = head.card;
    this.keys[number] = restOfKey(head, shape);
    if (shape === this.shapes[number]) {
      this.write(this.places[number] as number, head, shape);
      return;
    }
    this.shapes[number] = shape;
    this.places[number] = this.append(head, shape);
  }

  keyOf(number: number): string {
    const rest = this.keys[number] as string;
    return this.shapes[number]?.isOfCard ? `${this.cards[number]}${rest}` : rest;
  }

  fromOf(number: number): number {
    const place = this.places[number] as number;
    return this.pieceAt(place)[(place % PIECE_NUMBERS) + FROM] as number;
  }

  /** As it was added; made anew each time. */
  of(number: number): FindingHead {
    const at = this.places[number] as number;
    const numbers = this.pieceAt(at);
    const place = at % PIECE_NUMBERS;
    const { unit, details: names } = this.shapes[number] as Shape;
    const head: { -readonly [field in keyof FindingHead]: FindingHead[field] } = {
      key: this.keyOf(number),
      card: this.cards[number] as string | null,
      from: numbers[place + FROM] as number,
      to: numbers[place + TO] as number,
      count: numbers[place + COUNT] as number,
      sumFen: numbers[place + SUM] as number,
      measured: numbers[place + MEASURED] as number,
      threshold: numbers[place + THRESHOLD] as number,
      unit,
    };
    if (names === null) return head;
    const details: Record<string, number> = {};
    let next = place + DETAILS;
    for (const name of names) details[name] = numbers[next++] as number;
    head.details = details;
    return head;
  }

  private append(head: FindingHead, shape: Shape): number {
    const length = DETAILS + (shape.details?.length ?? 0);
    const last = this.pieces.at(-1) as Float64Array;
    if (this.used + length > last.length) this.makeRoom(last, length);
    const place = (this.pieces.length - 1) * PIECE_NUMBERS + this.used;
    this.used += length;
    this.write(place, head, shape);
    return place;
  }

  /** The first piece grows, since most rules find little. A head stands in one piece. */
  private makeRoom(last: Float64Array, length: number): void {
    if (this.used + length > PIECE_NUMBERS) {
      this.pieces.push(new Float64Array(PIECE_NUMBERS));
      this.used = 0;
      return;
    }
    const grown = new Float64Array(Math.min(PIECE_NUMBERS, Math.max(this.used + length, last.length * 2)));
    grown.set(last);
    this.pieces[this.pieces.length - 1] = grown;
  }

  private pieceAt(place: number): Float64Array {
    return this.pieces[Math.floor(place / PIECE_NUMBERS)] as Float64Array;
  }

  private write(
    at: number,
    { from, to, count, sumFen, measured, threshold, details }: FindingHead,
    shape: Shape,
  ): void {
    const numbers = this.pieceAt(at);
    const place = at % PIECE_NUMBERS;
    numbers[place + FROM] = from;
    numbers[place + TO] = to;
    numbers[place + COUNT] = count;
    numbers[place + SUM] = sumFen;
    numbers[place + MEASURED] = measured;
    numbers[place + THRESHOLD] = threshold;
    if (shape.details === null) return;
    let next = place + DETAILS;
    for (const name of shape.details) numbers[next++] = (details as Record<string, number>)[name] as number;
  }

  private shapeOf({ unit, details, key, card }: FindingHead): Shape {
    const isOfCard = card !== null && key.startsWith(card);
    for (const shape of this.known)
      if (shape.unit === unit && shape.isOfCard === isOfCard && isNamedSo(details, shape.details))
        return shape;
    const shape = { unit, details: details === undefined ? null : Object.keys(details), isOfCard };
    this.known.push(shape);
    return shape;
  }
}

const restOfKey = ({ key, card }: FindingHead, { isOfCard }: Shape): string =>
  isOfCard ? key.slice((card as string).length) : key;

/** The same names in the same order. */
function isNamedSo(details: FindingHead['details'], names: readonly string[] | null): boolean {
  if (details === undefined || names === null) return details === undefined && names === null;
  let at = 0;
  for (const name in details) if (names[at++] !== name) return false;
  return at === names.length;
}
