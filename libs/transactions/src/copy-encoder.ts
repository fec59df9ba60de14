/** PostgreSQL counts time from here. */
export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
export const TWO_32 = 2 ** 32;

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const UUID_BYTES = 16;
/** Of an array: dimensions, flag of nulls and type; then how many and from where, if there are any. */
const EMPTY_ARRAY_BYTES = 12;
const ARRAY_BOUNDS_BYTES = 8;
const ARRAY_HEAD_BYTES = EMPTY_ARRAY_BYTES + ARRAY_BOUNDS_BYTES;
/** With its length. */
const BIGINT_BYTES = 12;
/** Of bigint in pg_type. */
const INT8_OID = 20;
/** A character of UTF-16 becomes at most three bytes of UTF-8. */
const UTF8_BYTES = 3;

/**
 * Rows in the binary form of COPY … FROM STDIN: a row begins with `row`, then come its values in the order of the
 * columns. Bytes are written by hand because encoding is half the cost of an import.
 */
export class CopyEncoder {
  private buffer: Buffer;
  private view: DataView;
  private at = 0;

  /**
   * @param expectedBytes to make room for at once; it grows beyond.
   * @param before bytes that are left free before the first, for what its owner puts in front.
   * @param memory to write to, if it is large enough.
   */
  constructor(expectedBytes = 64 * 1024, before = 0, memory?: ArrayBuffer) {
    const bytes = before + Math.max(expectedBytes, HEADER.length);
    this.buffer = memory && memory.byteLength >= bytes ? Buffer.from(memory) : Buffer.allocUnsafe(bytes);
    this.view = viewOf(this.buffer);
    this.at = before + HEADER.copy(this.buffer, before);
  }

  /** Where the next byte goes. */
  get position(): number {
    return this.at;
  }

  /** What has been written, and room behind it: valid until more is written. */
  get written(): Uint8Array {
    return this.buffer;
  }

  /** Takes back what was written since. */
  rewind(position: number): void {
    this.at = position;
  }

  row(columns: number): void {
    this.room(2);
    this.at = this.buffer.writeInt16BE(columns, this.at);
  }

  integer(value: number): void {
    this.room(8);
    this.word(4);
    this.word(value);
  }

  smallint(value: number): void {
    this.room(6);
    this.word(2);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  bytes(value: Buffer): void {
    this.room(4 + value.length);
    this.word(value.length);
    this.at += value.copy(this.buffer, this.at);
  }

  /** A value whose length is not known yet: what is put now, up to {@link close}. @returns what close is to be told. */
  open(): number {
    this.room(4);
    this.at += 4;
    return this.at;
  }

  close(opened: number): void {
    const end = this.at;
    this.at = opened - 4;
    this.word(end - opened);
    this.at = end;
  }

  /** Bytes as they are: of an open value, or of whole ones with their lengths. Short, as a loop beats a call for these. */
  put(bytes: Uint8Array, from: number, to: number): void {
    this.room(to - from);
    const { buffer } = this;
    let { at } = this;
    for (let next = from; next < to; next++) buffer[at++] = bytes[next] as number;
    this.at = at;
  }

  /** Characters of ASCII. */
  putAscii(text: string): void {
    this.room(text.length);
    for (let next = 0; next < text.length; next++) this.buffer[this.at++] = text.charCodeAt(next);
  }

  /** A text, from its bytes in UTF-8. */
  span(bytes: Uint8Array, from: number, to: number): void {
    this.room(4);
    this.word(to - from);
    this.put(bytes, from, to);
  }

  /** @param value a safe integer. */
  bigint(value: number): void {
    this.room(12);
    this.word(8);
    this.word(Math.floor(value / TWO_32));
    // The bits of a negative number's remainder are those of its low word.
    this.word(value | 0);
  }

  /** @param values safe integers. */
  bigints(values: readonly number[]): void {
    this.beginBigints(values.length);
    this.putBigints(values, 0, values.length);
  }

  /** An array of so many, which {@link putBigints} then gives, in whole or in stretches: it may be longer than a piece. */
  beginBigints(count: number): void {
    this.room(4 + ARRAY_HEAD_BYTES);
    this.word(
      count === 0 ? EMPTY_ARRAY_BYTES : EMPTY_ARRAY_BYTES + ARRAY_BOUNDS_BYTES + count * BIGINT_BYTES,
    );
    this.word(count === 0 ? 0 : 1);
    // No nulls among them.
    this.word(0);
    this.word(INT8_OID);
    if (count === 0) return;
    this.word(count);
    // The first subscript.
    this.word(1);
  }

  putBigints(values: readonly number[], from: number, to: number): void {
    this.room((to - from) * BIGINT_BYTES);
    for (let at = from; at < to; at++) this.bigint(values[at] as number);
  }

  /** @param ms since the epoch, whole. */
  timestamp(ms: number): void {
    this.bigint((ms - POSTGRES_EPOCH_MS) * 1000);
  }

  /** @param bytes from {@link uuidBytes}. */
  uuid(bytes: Buffer): void {
    this.room(4 + UUID_BYTES);
    this.word(UUID_BYTES);
    this.at += bytes.copy(this.buffer, this.at);
  }

  text(value: string | null): void {
    if (value === null) {
      this.room(4);
      this.word(-1);
      return;
    }
    this.room(4 + value.length * UTF8_BYTES);
    const length = this.buffer.write(value, this.at + 4);
    this.buffer.writeInt32BE(length, this.at);
    this.at += 4 + length;
  }

  jsonb(value: unknown): void {
    const text = JSON.stringify(value);
    this.room(5 + text.length * UTF8_BYTES);
    const length = this.buffer.write(text, this.at + 5);
    this.buffer.writeInt32BE(length + 1, this.at);
    // The version of the binary form of jsonb.
    this.buffer[this.at + 4] = 1;
    this.at += 5 + length;
  }

  /**
   * What was written since the last piece: it may end in the middle of a row. What follows is written over it: so it is
   * to be used up first.
   */
  takePiece(): Buffer {
    const piece = this.buffer.subarray(0, this.at);
    this.at = 0;
    return piece;
  }

  /** Everything written, with what ends it, and this behind it. The encoder is not to be used again. */
  end(behind?: Buffer): Buffer {
    this.room(2 + (behind?.length ?? 0));
    this.at = this.buffer.writeInt16BE(-1, this.at);
    if (behind) this.at += behind.copy(this.buffer, this.at);
    return this.buffer.subarray(0, this.at);
  }

  /** Through a view, as Buffer's own way checks each byte. */
  private word(value: number): void {
    this.view.setInt32(this.at, value);
    this.at += 4;
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
    this.view = viewOf(larger);
  }
}

const viewOf = ({ buffer, byteOffset, byteLength }: Buffer): DataView =>
  new DataView(buffer, byteOffset, byteLength);

export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
