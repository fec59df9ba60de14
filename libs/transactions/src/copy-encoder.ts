/** PostgreSQL counts time from here. */
export const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);
export const TWO_32 = 2 ** 32;

const HEADER = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const UUID_BYTES = 16;
/** A character of UTF-16 becomes at most three bytes of UTF-8. */
const UTF8_BYTES = 3;

/**
 * Rows in the binary form of COPY … FROM STDIN: a row begins with `row`, then come its values in the order of the
 * columns. Bytes are written by hand because encoding is half the cost of an import.
 */
export class CopyEncoder {
  private buffer: Buffer;
  private at = 0;

  /** @param expectedBytes to make room for at once; it grows beyond. */
  constructor(expectedBytes = 64 * 1024) {
    this.buffer = Buffer.allocUnsafe(Math.max(expectedBytes, HEADER.length));
    this.at = HEADER.copy(this.buffer);
  }

  row(columns: number): void {
    this.room(2);
    this.at = this.buffer.writeInt16BE(columns, this.at);
  }

  integer(value: number): void {
    this.room(8);
    this.at = this.buffer.writeInt32BE(4, this.at);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  smallint(value: number): void {
    this.room(6);
    this.at = this.buffer.writeInt32BE(2, this.at);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  bytes(value: Buffer): void {
    this.room(4 + value.length);
    this.at = this.buffer.writeInt32BE(value.length, this.at);
    this.at += value.copy(this.buffer, this.at);
  }

  /** @param value a safe integer. */
  bigint(value: number): void {
    this.room(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeInt32BE(Math.floor(value / TWO_32), this.at);
    // The remainder of a negative number has its sign; the low word has none.
    this.at = this.buffer.writeUInt32BE(value >>> 0, this.at);
  }

  /** @param ms since the epoch, whole. */
  timestamp(ms: number): void {
    this.bigint((ms - POSTGRES_EPOCH_MS) * 1000);
  }

  /** @param bytes from {@link uuidBytes}. */
  uuid(bytes: Buffer): void {
    this.room(4 + UUID_BYTES);
    this.at = this.buffer.writeInt32BE(UUID_BYTES, this.at);
    this.at += bytes.copy(this.buffer, this.at);
  }

  text(value: string | null): void {
    if (value === null) {
      this.room(4);
      this.at = this.buffer.writeInt32BE(-1, this.at);
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

  /** Everything written, with what ends it. The encoder is not to be used again. */
  end(): Buffer {
    this.room(2);
    this.at = this.buffer.writeInt16BE(-1, this.at);
    return this.buffer.subarray(0, this.at);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.at + bytes));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}

export const uuidBytes = (uuid: string): Buffer => Buffer.from(uuid.replaceAll('-', ''), 'hex');
