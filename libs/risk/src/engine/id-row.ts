const FIRST_IDS = 64;
/** No piece is longer, so that a row that grows never copies what it holds. A power of two. */
const PIECE_BITS = 14;
const PIECE_IDS = 1 << PIECE_BITS;
const PLACE = PIECE_IDS - 1;
const WIDEST_WORD = 2 ** 32 - 1;

type Piece = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** As it goes from thread to thread. */
export interface PackedIdRow {
  readonly pieces: readonly Piece[];
  readonly room: number;
  readonly count: number;
}

/**
 * Ids in the order in which they were added: four bytes each while they fit, else eight. A stretch of them is known by
 * where it begins and how long it is.
 */
export class IdRow {
  private readonly pieces: Piece[] = [];
  private room = 0;
  private count = 0;

  static unpack({ pieces, room, count }: PackedIdRow): IdRow {
    const row = new IdRow();
    row.pieces.push(...pieces);
    row.room = room;
    row.count = count;
    return row;
  }

  pack(handedOver: ArrayBuffer[]): PackedIdRow {
    const { pieces, room, count } = this;
    for (const { buffer } of pieces) handedOver.push(buffer);
    return { pieces, room, count };
  }

  /** Where the next id will stand. */
  get end(): number {
    return this.count;
  }

  add(id: number): void {
    this.set(this.extend(1), id);
  }

  /** Adds a stretch of so many ids, each of which is then to be {@link set}. @returns where it begins. */
  extend(count: number): number {
    const from = this.count;
    this.count += count;
    while (this.count > this.room) this.grow();
    return from;
  }

  set(at: number, id: number): void {
    let piece = this.pieces[at >> PIECE_BITS] as Piece;
    if ((id > WIDEST_WORD || id < 0) && piece instanceof Uint32Array) {
      piece = Float64Array.from(piece);
      this.pieces[at >> PIECE_BITS] = piece;
    }
    piece[at & PLACE] = id;
  }

  /** Writes the ids of the stretch into the list, from this place of it on. */
  readInto(list: number[], place: number, from: number, count: number): void {
    let next = place;
    for (let at = from; at < from + count;) {
      const ids = this.pieces[at >> PIECE_BITS] as Piece;
      const end = Math.min(from + count, (at | PLACE) + 1);
      for (; at < end; at++) list[next++] = ids[at & PLACE] as number;
    }
  }

  /** The first piece is short and grows, as most rules find little. */
  private grow(): void {
    const first = this.pieces[0];
    if (first === undefined || first.length === PIECE_IDS) {
      const length = first === undefined ? FIRST_IDS : PIECE_IDS;
      this.pieces.push(new Uint32Array(length));
      this.room += length;
      return;
    }
    const length = first.length * 2;
    const grown = first instanceof Uint32Array ? new Uint32Array(length) : new Float64Array(length);
    grown.set(first);
    this.pieces[0] = grown;
    this.room = length;
  }
}
