import type { IdRow } from './id-row';

/** Pieces are as long as this, a power of two: a row that grows never copies what it holds. */
const PIECE_BITS = 12;
const PIECE_USES = 1 << PIECE_BITS;
const PLACE = PIECE_USES - 1;
/** Of a use: the low word of its id, then where the one before it of the same card stands. */
const WORDS = 2;
const [ID, BEFORE] = [0, 1];
const TWO_32 = 2 ** 32;
const NONE = TWO_32 - 1;
/** Uses up to the card's latest. */
const LATEST = -1;

interface Piece {
  readonly words: Uint32Array;
  /** The high words of its ids, once there is one that is not zero. */
  high: Uint32Array | null;
}

/**
 * The ids of the credit purchases of one stream, by card, newest first: a row of ids in the order in which they came,
 * each linked to the one before it of the same card. Writing is at the end only, and nothing is made for it; reading is
 * for the few that become findings, and goes from one use to the next all over memory: so both words of a use lie side by
 * side.
 */
export class CardUses {
  private readonly pieces: Piece[] = [];
  private count = 0;
  /** By card number: where its latest use stands. */
  private latest = new Uint32Array(1_024).fill(NONE);

  get size(): number {
    return this.count;
  }

  clear(): void {
    this.count = 0;
    this.latest.fill(NONE);
  }

  /** @returns where it stands, by which it is known until the uses are cleared. */
  add(cardNo: number, id: number): number {
    const { count } = this;
    const piece = this.pieces[count >> PIECE_BITS] ?? this.addPiece();
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    const place = count & PLACE;
    piece.words[place * WORDS + ID] = id;
    piece.words[place * WORDS + BEFORE] = this.latest[cardNo] as number;
    if (id >= TWO_32) piece.high ??= new Uint32Array(PIECE_USES);
    if (piece.high !== null) piece.high[place] = Math.floor(id / TWO_32);
    this.latest[cardNo] = count;
    this.count += 1;
    return count;
  }

  /** The card's `count` uses before this one, or up to its latest where that is -1, in the order in which they came. */
  idsOf(cardNo: number, count: number, use: number): number[] {
    const ids = new Array<number>(count);
    let at = this.lastBefore(cardNo, use);
    for (let place = count - 1; place >= 0; place--) {
      ids[place] = this.idAt(at);
      at = this.before(at);
    }
    return ids;
  }

  /** Adds the same to the row. @returns where they begin. */
  addTo(row: IdRow, cardNo: number, count: number, use: number): number {
    const from = row.extend(count);
    let at = this.lastBefore(cardNo, use);
    for (let place = from + count - 1; place >= from; place--) {
      row.set(place, this.idAt(at));
      at = this.before(at);
    }
    return from;
  }

  private lastBefore(cardNo: number, use: number): number {
    return use === LATEST ? (this.latest[cardNo] ?? NONE) : this.before(use);
  }

  /** @throws Error where there is no use: a mistake in the program. */
  private idAt(use: number): number {
    if (use === NONE) throw new Error('a card of the stream has fewer uses than are asked for');
    const { words, high } = this.pieces[use >> PIECE_BITS] as Piece;
    const low = words[(use & PLACE) * WORDS + ID] as number;
    return high === null ? low : (high[use & PLACE] as number) * TWO_32 + low;
  }

  private before(use: number): number {
    return (this.pieces[use >> PIECE_BITS] as Piece).words[(use & PLACE) * WORDS + BEFORE] as number;
  }

  private addPiece(): Piece {
    const piece = { words: new Uint32Array(PIECE_USES * WORDS), high: null };
    this.pieces.push(piece);
    return piece;
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Uint32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
