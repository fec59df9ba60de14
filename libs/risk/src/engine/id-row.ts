const FIRST_IDS = 64;
/** No piece is longer, so that a row that grows never copies what it holds. */
const PIECE_IDS = 16_384;
const WIDEST_WORD = 2 ** 32 - 1;

/**
 * Ids in the order in which they were added: four bytes each while they fit, else eight. A stretch of them is known by
 * where it begins and how long it is.
 */
export class IdRow {
  private readonly pieces: (Uint32Array | Float64Array)[] = [];
  /** How many of the last piece are written. */
  private used = 0;
  private last: Uint32Array | Float64Array = new Uint32Array(0);
  private isWide = false;

  /** Where the next id will stand. */
  get end(): number {
    return this.pieces.length === 0 ? 0 : (this.pieces.length - 1) * PIECE_IDS + this.used;
  }

  add(id: number): void {
    if (this.used === this.last.length) this.addPiece();
    if (!this.isWide && (id > WIDEST_WORD || id < 0)) this.widen();
    this.last[this.used++] = id;
  }

  /** Writes the ids of the stretch into the list, from this place of it on. */
  readInto(list: number[], place: number, from: number, count: number): void {
    let piece = Math.floor(from / PIECE_IDS);
    let at = from % PIECE_IDS;
    let next = place;
    while (next < place + count) {
      const ids = this.pieces[piece] as Uint32Array | Float64Array;
      const end = Math.min(ids.length, at + place + count - next);
      while (at < end) list[next++] = ids[at++] as number;
      piece += 1;
      at = 0;
    }
  }

  /** The first pieces are short, as most rules find little. */
  private addPiece(): void {
    const length = Math.min(PIECE_IDS, this.last.length * 2 || FIRST_IDS);
    const grown = this.isWide ? new Float64Array(length) : new Uint32Array(length);
    if (this.last.length > 0 && this.last.length < PIECE_IDS) {
      grown.set(this.last);
      this.pieces[this.pieces.length - 1] = grown;
    } else {
      this.pieces.push(grown);
      this.used = 0;
    }
    this.last = grown;
  }

  private widen(): void {
    this.isWide = true;
    this.last = Float64Array.from(this.last);
    this.pieces[this.pieces.length - 1] = this.last;
  }
}
