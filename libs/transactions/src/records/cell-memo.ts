/** Words and card numbers are shorter. */
const CELL_BYTES = 30;
/** Before a cell: its length and that of its answer. */
const LENGTHS = 2;
const SMALLEST = 64;
const { imul } = Math;

/**
 * Remembers what short cells read as: the same few words, and the same cards, come again and again. All lies in flat
 * memory, since a hundred thousand objects would be most of an import's memory; a cell, its answer and their lengths lie
 * side by side, since cards come in no order and each look elsewhere would wait for memory. Where it is full it begins
 * anew.
 */
export class CellMemo {
  private entries = 0;
  private capacity = SMALLEST;
  /** By hash: one more than the entry, 0 where there is none. Twice as many as entries. */
  private index = new Uint32Array(2 * SMALLEST);
  private records: Uint8Array;
  /** Of a record; where in it the answer begins. */
  private readonly recordBytes: number;
  private readonly valueAt: number;
  private last = 0;
  private found: Uint8Array;
  private foundFrom = 0;
  private foundTo = 0;

  /**
   * @param read what a cell reads as, in bytes; null where it cannot be told, which is not remembered.
   * @param valueBytes most bytes of an answer that is remembered. @param most cells remembered at once.
   * @param cellBytes cells beyond this are read anew each time.
   */
  constructor(
    private readonly read: (cell: string) => Uint8Array | null,
    private readonly valueBytes: number,
    private readonly most = 65_536,
    private readonly cellBytes = CELL_BYTES,
  ) {
    this.valueAt = LENGTHS + cellBytes;
    this.recordBytes = this.valueAt + valueBytes;
    this.records = new Uint8Array(SMALLEST * this.recordBytes);
    this.found = this.records;
  }

  /** The answer: what stands in `bytes` from `from` to `to`, until the next cell is read. */
  get bytes(): Uint8Array {
    return this.found;
  }

  get from(): number {
    return this.foundFrom;
  }

  get to(): number {
    return this.foundTo;
  }

  /**
   * Reads the cell that stands here, in UTF-8.
   * @returns false where it cannot be told what it means.
   */
  find(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    if (length > this.cellBytes) return this.ask(bytes, from, to) !== null;
    // Most words are those of the line before.
    if (this.last < this.entries && this.isCell(this.last, bytes, from, length)) return this.tell(this.last);
    const mask = this.index.length - 1;
    let slot = hash(bytes, from, to) & mask;
    for (let entry; (entry = this.index[slot] as number) !== 0; slot = (slot + 1) & mask) {
      if (this.isCell(entry - 1, bytes, from, length)) return this.tell(entry - 1);
    }
    const answer = this.ask(bytes, from, to);
    if (answer === null) return false;
    if (answer.length <= this.valueBytes) this.remember(bytes, from, to, answer);
    return true;
  }

  private tell(entry: number): true {
    const record = entry * this.recordBytes;
    this.last = entry;
    this.found = this.records;
    this.foundFrom = record + this.valueAt;
    this.foundTo = this.foundFrom + (this.records[record + 1] as number);
    return true;
  }

  /** From its end, where cards differ. */
  private isCell(entry: number, bytes: Uint8Array, from: number, length: number): boolean {
    const { records } = this;
    const record = entry * this.recordBytes;
    if (records[record] !== length) return false;
    const at = record + LENGTHS;
    for (let i = length - 1; i >= 0; i--) if (records[at + i] !== bytes[from + i]) return false;
    return true;
  }

  private ask(bytes: Uint8Array, from: number, to: number): Uint8Array | null {
    const answer = this.read(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString());
    if (answer === null) return null;
    this.found = answer;
    this.foundFrom = 0;
    this.foundTo = answer.length;
    return answer;
  }

  private remember(bytes: Uint8Array, from: number, to: number, answer: Uint8Array): void {
    if (this.entries === this.capacity) this.makeRoom();
    const entry = this.entries++;
    const record = entry * this.recordBytes;
    this.records[record] = to - from;
    this.records[record + 1] = answer.length;
    this.records.set(bytes.subarray(from, to), record + LENGTHS);
    this.records.set(answer, record + this.valueAt);
    this.enter(entry);
  }

  private enter(entry: number): void {
    const record = entry * this.recordBytes;
    const at = record + LENGTHS;
    const mask = this.index.length - 1;
    let slot = hash(this.records, at, at + (this.records[record] as number)) & mask;
    while (this.index[slot] !== 0) slot = (slot + 1) & mask;
    this.index[slot] = entry + 1;
  }

  private makeRoom(): void {
    if (this.capacity >= this.most) {
      this.entries = 0;
      this.index.fill(0);
      return;
    }
    this.capacity *= 2;
    const records = new Uint8Array(this.records.length * 2);
    records.set(this.records);
    this.records = records;
    this.index = new Uint32Array(2 * this.capacity);
    for (let entry = 0; entry < this.entries; entry++) this.enter(entry);
  }
}

/** Four bytes at a time: each step waits for the one before. */
function hash(bytes: Uint8Array, from: number, to: number): number {
  let mixed = to - from;
  let at = from;
  for (; at + 4 <= to; at += 4) {
    const word =
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24);
    mixed = imul(((mixed << 5) | (mixed >>> 27)) ^ word, 0x9e3779b1);
    mixed ^= mixed >>> 15;
  }
  for (; at < to; at++) mixed = imul(((mixed << 5) | (mixed >>> 27)) ^ (bytes[at] as number), 0x9e3779b1);
  mixed = imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
