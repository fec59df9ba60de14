/** Words and card numbers are shorter. */
const CELL_BYTES = 32;
const SMALLEST = 64;
const { imul } = Math;

/**
 * Remembers what short cells read as: the same few words, and the same cards, come again and again. All lies in flat
 * arrays, since a hundred thousand objects would be most of an import's memory; where it is full it begins anew.
 */
export class CellMemo {
  private entries = 0;
  private capacity = SMALLEST;
  /** By hash: one more than the entry, 0 where there is none. Twice as many as entries. */
  private index = new Uint32Array(2 * SMALLEST);
  private cells: Uint8Array;
  private cellLengths = new Uint8Array(SMALLEST);
  private values: Uint8Array;
  private valueLengths = new Uint8Array(SMALLEST);
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
    this.cells = new Uint8Array(SMALLEST * cellBytes);
    this.values = new Uint8Array(SMALLEST * valueBytes);
    this.found = this.values;
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
    this.last = entry;
    this.found = this.values;
    this.foundFrom = entry * this.valueBytes;
    this.foundTo = this.foundFrom + (this.valueLengths[entry] as number);
    return true;
  }

  /** From its end, where cards differ. */
  private isCell(entry: number, bytes: Uint8Array, from: number, length: number): boolean {
    if (this.cellLengths[entry] !== length) return false;
    const at = entry * this.cellBytes;
    for (let i = length - 1; i >= 0; i--) if (this.cells[at + i] !== bytes[from + i]) return false;
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
    this.cells.set(bytes.subarray(from, to), entry * this.cellBytes);
    this.cellLengths[entry] = to - from;
    this.values.set(answer, entry * this.valueBytes);
    this.valueLengths[entry] = answer.length;
    this.enter(entry);
  }

  private enter(entry: number): void {
    const at = entry * this.cellBytes;
    const mask = this.index.length - 1;
    let slot = hash(this.cells, at, at + (this.cellLengths[entry] as number)) & mask;
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
    const larger = (old: Uint8Array): Uint8Array<ArrayBuffer> => {
      const fresh = new Uint8Array(old.length * 2);
      fresh.set(old);
      return fresh;
    };
    this.cells = larger(this.cells);
    this.cellLengths = larger(this.cellLengths);
    this.values = larger(this.values);
    this.valueLengths = larger(this.valueLengths);
    this.index = new Uint32Array(2 * this.capacity);
    for (let entry = 0; entry < this.entries; entry++) this.enter(entry);
  }
}

function hash(bytes: Uint8Array, from: number, to: number): number {
  let mixed = 0;
  for (let i = from; i < to; i++)
    mixed = imul(((mixed << 5) | (mixed >>> 27)) ^ (bytes[i] as number), 0x9e3779b1);
  mixed = imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return mixed ^ (mixed >>> 13);
}
