import { randomBytes } from 'node:crypto';

const LOAD = 0.8;
const GROWTH = 1.5;
const SMALLEST = 1024;
const TWO_32 = 2 ** 32;
const { floor, imul } = Math;

/**
 * Which keys have been seen, at 10–15 bytes a key: only 64 bits of a hash are kept, seeded anew for every set. That any
 * two of five million keys share them has a chance of less than one in a million; the later of the two would be taken
 * for known.
 */
export class KeySet {
  private readonly table: HashTable;

  /** @param expected keys to make room for at once; the set grows beyond. */
  constructor(expected = 0) {
    this.table = new HashTable(2, expected);
  }

  get size(): number {
    return this.table.size;
  }

  get bytes(): number {
    return this.table.words.byteLength;
  }

  has(key: string): boolean {
    this.table.hash(key);
    return this.table.find();
  }

  /** True if the key was not there. */
  add(key: string): boolean {
    this.table.hash(key);
    return this.table.add();
  }

  /** The same for a key in UTF-8, which is the same key. */
  addBytes(bytes: Uint8Array, from: number, to: number): boolean {
    this.table.hashBytes(bytes, from, to);
    return this.table.add();
  }
}

/** How often each key has been seen, at 15–23 bytes a key; with the same chance of a mistake as {@link KeySet}. */
export class KeyCounter {
  private readonly table: HashTable;

  constructor(expected = 0) {
    this.table = new HashTable(3, expected);
  }

  /** Counts the key once more: 1 at the first time. */
  count(key: string): number {
    this.table.hash(key);
    return this.countHashed();
  }

  /** The same for a key in UTF-8, which is the same key. */
  countBytes(bytes: Uint8Array, from: number, to: number): number {
    this.table.hashBytes(bytes, from, to);
    return this.countHashed();
  }

  private countHashed(): number {
    const { table } = this;
    table.add();
    const count = (table.words[table.at + 2] as number) + 1;
    table.words[table.at + 2] = count;
    return count;
  }
}

/** Open addressing over one typed array: a slot is two words of hash (both zero: free) and further words of the owner's. */
class HashTable {
  words: Uint32Array;
  size = 0;
  /** Where in `words` the slot of the last key lies. */
  at = 0;
  private capacity: number;
  private high = 0;
  private low = 0;
  private readonly seedA: number;
  private readonly seedB: number;

  constructor(
    private readonly slotWords: 2 | 3,
    expected: number,
  ) {
    this.capacity = Math.max(SMALLEST, Math.ceil(expected / LOAD) + 1);
    this.words = new Uint32Array(this.capacity * slotWords);
    const seed = randomBytes(8);
    this.seedA = seed.readInt32LE(0);
    this.seedB = seed.readInt32LE(4);
  }

  /** Whether the key that was hashed last is there. */
  find(): boolean {
    return this.seek(this.high, this.low);
  }

  /** True if the key that was hashed last was not there. */
  add(): boolean {
    const { high, low } = this;
    if (this.seek(high, low)) return false;
    if (this.size >= this.capacity * LOAD) {
      this.grow();
      this.seek(high, low);
    }
    this.words[this.at] = high;
    this.words[this.at + 1] = low;
    this.size += 1;
    return true;
  }

  /** Moves `at` to the slot of the hash, or to the free one where it belongs. */
  private seek(high: number, low: number): boolean {
    const { words, capacity, slotWords } = this;
    for (let slot = floor((high / TWO_32) * capacity); ; slot = slot + 1 === capacity ? 0 : slot + 1) {
      const at = slot * slotWords;
      this.at = at;
      if (words[at] === high && words[at + 1] === low) return true;
      if (words[at] === 0 && words[at + 1] === 0) return false;
    }
  }

  private grow(): void {
    const { words: old, slotWords } = this;
    this.capacity = Math.ceil(this.capacity * GROWTH);
    this.words = new Uint32Array(this.capacity * slotWords);
    for (let from = 0; from < old.length; from += slotWords) {
      const high = old[from] as number;
      const low = old[from + 1] as number;
      if (high === 0 && low === 0) continue;
      this.seek(high, low);
      for (let word = 0; word < slotWords; word++) this.words[this.at + word] = old[from + word] as number;
    }
  }

  /** Of a text, as of its bytes in UTF-8. */
  hash(key: string): void {
    let a = this.seedA;
    let b = this.seedB;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      if (code > 0x7f) {
        const bytes = Buffer.from(key);
        this.hashBytes(bytes, 0, bytes.length);
        return;
      }
      a = stepA(a, code);
      b = stepB(b, code);
    }
    this.keep(a, b);
  }

  hashBytes(bytes: Uint8Array, from: number, to: number): void {
    let a = this.seedA;
    let b = this.seedB;
    for (let i = from; i < to; i++) {
      const code = bytes[i] as number;
      a = stepA(a, code);
      b = stepB(b, code);
    }
    this.keep(a, b);
  }

  private keep(a: number, b: number): void {
    const high = finish(a ^ imul(b, 0xc2b2ae3d));
    const low = finish(b ^ imul(high, 0x27d4eb2f));
    this.high = high >>> 0;
    // Both words zero mean a free slot.
    this.low = high === 0 && low === 0 ? 1 : low >>> 0;
  }
}

/** Two lanes of 32 bits, each turned, mixed and multiplied for every byte; crossed at the end. */
const stepA = (a: number, code: number): number => imul(((a << 5) | (a >>> 27)) ^ code, 0x9e3779b1);
const stepB = (b: number, code: number): number => imul(((b << 13) | (b >>> 19)) ^ code, 0x85ebca77);

function finish(word: number): number {
  let mixed = imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
