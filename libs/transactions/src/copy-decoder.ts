import { POSTGRES_EPOCH_MS, TWO_32 } from './copy-encoder';

/** Signature (11 bytes), flags (4), length of an extension that no server sends (4). */
const HEADER_BYTES = 19;

/**
 * Takes the binary form of COPY … TO STDOUT apart. Rows are not made into objects here: while the visitor looks at one,
 * the cells are asked for by column.
 */
export class CopyDecoder {
  private bytes: Buffer = Buffer.alloc(0);
  private begun = false;
  private readonly from: number[] = [];
  private readonly lengths: number[] = [];

  /** Visits each row that this chunk completes. */
  push(chunk: Buffer, visit: () => void): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
    let at = 0;
    if (!this.begun) {
      if (this.bytes.length < HEADER_BYTES) return;
      this.begun = true;
      at = HEADER_BYTES;
    }
    for (let end = this.locate(at); end !== -1; end = this.locate(at)) {
      visit();
      at = end;
    }
    this.bytes = this.bytes.subarray(at);
  }

  isNull(column: number): boolean {
    return this.lengths[column] === -1;
  }

  text(column: number): string {
    const from = this.from[column] as number;
    return this.bytes.toString('utf8', from, from + (this.lengths[column] as number));
  }

  /** A bigint below 2^53. */
  bigint(column: number): number {
    const from = this.from[column] as number;
    return this.bytes.readInt32BE(from) * TWO_32 + this.bytes.readUInt32BE(from + 4);
  }

  /** Of a timestamptz, ms since the epoch; anything finer is dropped. */
  timestamp(column: number): number {
    return Math.floor(this.bigint(column) / 1000) + POSTGRES_EPOCH_MS;
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
      const length = bytes.readInt32BE(at);
      at += 4;
      this.from[column] = at;
      this.lengths[column] = length;
      if (length > 0) at += length;
      if (at > bytes.length) return -1;
    }
    return at;
  }
}
