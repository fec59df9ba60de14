import type { CardMemory } from './rule';

const NONE = -1;
/** A power of two. */
const PIECE_BITS = 12;
const PIECE_SALES = 1 << PIECE_BITS;
const PLACE = PIECE_SALES - 1;
/** Of a sale: its amount as a float, then its day and the number of the one before it of its card as whole numbers. */
const SALE_BYTES = 16;
const FLOATS = SALE_BYTES / 8;
const WORDS = SALE_BYTES / 4;
const FEN = 0;
const [DAY, BEFORE] = [2, 3];

interface Piece {
  readonly floats: Float64Array;
  /** The same memory. */
  readonly words: Int32Array;
}

/** Of one card, newest first: the day of a purchase and its amount, each greater than the one before. */
type SavedSales = readonly (readonly [day: number, fen: number])[];

/**
 * What each card bought and could bring back. Purchases are many and questions few: so a purchase is only written down
 * at the end of a row, linked to the one before it of its card, and memory in which all are too old to be brought back is
 * written to again. Nothing goes from card to card all over memory until it is saved.
 */
export class CardSales implements CardMemory {
  /** By card number: the number of its latest sale. */
  private latest = new Int32Array(1_024).fill(NONE);
  /** Of the sales from `first` up to `next`, as they are numbered when they come. `first` begins a piece. */
  private pieces: Piece[] = [];
  private first = 0;
  private next = 0;
  private day = 0;

  /** @param days how long a purchase can be brought back. */
  constructor(private readonly days: number) {}

  add(cardNo: number, day: number, fen: number): void {
    this.day = day;
    if (cardNo >= this.latest.length) this.makeRoomForCards(cardNo);
    const { floats, words } = this.pieces[(this.next - this.first) >> PIECE_BITS] ?? this.addPiece();
    const place = this.next & PLACE;
    floats[place * FLOATS + FEN] = fen;
    words[place * WORDS + DAY] = day;
    words[place * WORDS + BEFORE] = this.latest[cardNo] as number;
    this.latest[cardNo] = this.next;
    this.next += 1;
  }

  /** Whether the card bought for so much or more within the days before this one, or on it. */
  has(cardNo: number, fen: number, day: number): boolean {
    const fromDay = day - this.days;
    let sale = this.latest[cardNo] ?? NONE;
    while (sale >= this.first && this.dayOf(sale) >= fromDay) {
      if (this.fenOf(sale) >= fen) return true;
      sale = this.before(sale);
    }
    return false;
  }

  /** On this day: what can no longer be brought back is not saved. */
  forget(day: number): void {
    this.day = day;
  }

  /**
   * Of a card's purchases only those that no later one equals or exceeds, since for any amount the latest that is large
   * enough is the one to find.
   */
  save(): Map<number, SavedSales> {
    const saved = new Map<number, SavedSales>();
    const fromDay = this.day - this.days;
    for (const [cardNo, latest] of this.latest.entries()) {
      const sales: [number, number][] = [];
      let most = 0;
      for (let sale = latest; sale >= this.first && this.dayOf(sale) >= fromDay; sale = this.before(sale)) {
        const fen = this.fenOf(sale);
        if (fen <= most) continue;
        most = fen;
        sales.push([this.dayOf(sale), fen]);
      }
      if (sales.length > 0) saved.set(cardNo, sales);
    }
    return saved;
  }

  load(cardNo: number, _card: string, saved: unknown): void {
    for (const [day, fen] of (saved as SavedSales).toReversed()) this.add(cardNo, day, fen);
  }

  private fenOf(sale: number): number {
    return this.pieceOf(sale).floats[(sale & PLACE) * FLOATS + FEN] as number;
  }

  private dayOf(sale: number): number {
    return this.pieceOf(sale).words[(sale & PLACE) * WORDS + DAY] as number;
  }

  private before(sale: number): number {
    return this.pieceOf(sale).words[(sale & PLACE) * WORDS + BEFORE] as number;
  }

  private pieceOf(sale: number): Piece {
    return this.pieces[(sale - this.first) >> PIECE_BITS] as Piece;
  }

  /** The oldest piece, if nothing in it can be brought back any more, else a new one. */
  private addPiece(): Piece {
    const oldest = this.pieces[0];
    let piece: Piece;
    if (oldest !== undefined && this.isPast(oldest)) {
      piece = oldest;
      this.pieces.shift();
      this.first += PIECE_SALES;
    } else {
      const floats = new Float64Array(PIECE_SALES * FLOATS);
      piece = { floats, words: new Int32Array(floats.buffer) };
    }
    this.pieces.push(piece);
    return piece;
  }

  private isPast({ words }: Piece): boolean {
    // Days run on but in what was loaded, which came card by card.
    for (let place = PIECE_SALES - 1; place >= 0; place--) {
      if ((words[place * WORDS + DAY] as number) >= this.day - this.days) return false;
    }
    return true;
  }

  private makeRoomForCards(cardNo: number): void {
    const latest = new Int32Array(Math.max(this.latest.length * 2, cardNo + 1)).fill(NONE);
    latest.set(this.latest);
    this.latest = latest;
  }
}
