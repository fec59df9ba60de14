import { POSTGRES_EPOCH_MS, TWO_32 } from './copy-encoder';

/** Signature (11 bytes), flags (4), length of an extension that no server sends (4). */
const HEADER_BYTES = 19;

/**
 * Takes the binary form of COPY … TO STDOUT apart. Rows are not made into objects here: while the visitor looks at one,
 * the cells are asked for by column.
 */
export class CopyDecoder {
  private bytes: Buffer = Buffer.alloc(0);
  /** Begins with bytes of a row that is not there in full: so many, and so many there must be for it to have a chance. */
  private room: Buffer = Buffer.alloc(0);
  private held = 0;
  private wanted = 0;
  private begun = false;
  private start = 0;
  private end = 0;
  private readonly from: number[] = [];
  private readonly lengths: number[] = [];

  /** Visits each row that this chunk completes. */
  push(chunk: Buffer, visit: () => void): void {
    if (this.held > 0) this.hold(chunk);
    // A row of a megabyte comes in many pieces: looking for its end at each would take as many times as long.
    if (this.held < this.wanted) return;
    this.bytes = this.held > 0 ? this.room.subarray(0, this.held) : chunk;
    let at = 0;
    if (!this.begun && this.bytes.length >= HEADER_BYTES) {
      this.begun = true;
      at = HEADER_BYTES;
    }
    this.wanted = 0;
    if (this.begun) {
      for (let end = this.locate(at); end !== -1; end = this.locate(at)) {
        this.start = at;
        this.end = end;
        visit();
        at = end;
      }
    }
    const rest = this.bytes.subarray(at);
    this.held = 0;
    this.hold(rest);
    this.wanted = Math.max(0, this.wanted - at);
  }

  /** Where the row stands in the chunk that was pushed, if that was the first and only one. */
  get rowStart(): number {
    return this.start;
  }

  get rowEnd(): number {
    return this.end;
  }

  isNull(column: number): boolean {
    return this.lengths[column] === -1;
  }

  text(column: number): string {
    const from = this.from[column] as number;
    return this.bytes.toString('utf8', from, from + (this.lengths[column] as number));
  }

  /** What was pushed, in which cells stand from {@link cellFrom} to {@link cellTo}; valid while the row is looked at. */
  get pushed(): Uint8Array {
    return this.bytes;
  }

  cellFrom(column: number): number {
    return this.from[column] as number;
  }

  cellTo(column: number): number {
    return (this.from[column] as number) + (this.lengths[column] as number);
  }

  firstByte(column: number): number {
    return this.bytes[this.from[column] as number] as number;
  }

  /** The first four bytes of a text as a number, by which texts of three letters are told apart. */
  word(column: number): number {
    const from = this.from[column] as number;
    let word = 0;
    for (let at = 0; at < Math.min(4, this.lengths[column] as number); at++) {
      word = (word << 8) | (this.bytes[from + at] as number);
    }
    return word;
  }

  /** Valid while the row is looked at. */
  bytea(column: number): Buffer {
    const from = this.from[column] as number;
    return this.bytes.subarray(from, from + (this.lengths[column] as number));
  }

  integer(column: number): number {
    return wordAt(this.bytes, this.from[column] as number);
  }

  /** A bigint below 2^53. */
  bigint(column: number): number {
    const from = this.from[column] as number;
    return wordAt(this.bytes, from) * TWO_32 + (wordAt(this.bytes, from + 4) >>> 0);
  }

  /** Of a timestamptz, ms since the epoch; anything finer is dropped. */
  timestamp(column: number): number {
    return Math.floor(this.bigint(column) / 1000) + POSTGRES_EPOCH_MS;
  }

  /** In memory that stays the same: a history is many times as long as what is ever held of it. */
  private hold(bytes: Buffer): void {
    const held = this.held + bytes.length;
    if (held > this.room.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(held, this.room.length * 2));
      this.room.copy(larger, 0, 0, this.held);
      this.room = larger;
    }
    // Bytes may come from the room itself, further back.
    bytes.copy(this.room, this.held);
    this.held = held;
  }

  /** Finds the cells of the row that starts here; where it ends, or -1 if it is not there in full. */
  private locate(start: number): number {
    const { bytes } = this;
    if (start + 2 > bytes.length) return -1;
    const columns = bytes.readInt16BE(start);
    // -1 ends the data.
    if (columns === -1) return -1;
    let at = start + 2;
    for (let column = 0; column < columns; column++) {
      if (at + 4 > bytes.length) return -1;
      const length = wordAt(bytes, at);
      at += 4;
      this.from[column] = at;
      this.lengths[column] = length;
      if (length > 0) at += length;
      if (at > bytes.length) {
        this.wanted = at;
        return -1;
      }
    }
    return at;
  }
}

/** By hand: Buffer's own way checks each byte, for each cell of each row. */
const wordAt = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) |
  ((bytes[at + 1] as number) << 16) |
  ((bytes[at + 2] as number) << 8) |
  (bytes[at + 3] as number);
