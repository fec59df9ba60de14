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
    return this.table.find(key);
  }

  /** True if the key was not there. */
  add(key: string): boolean {
    return this.table.add(key);
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
    const { table } = this;
    table.add(key);
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

  find(key: string): boolean {
    this.hash(key);
    return this.seek(this.high, this.low);
  }

  add(key: string): boolean {
    this.hash(key);
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

  /** Two lanes of 32 bits, each turned, mixed and multiplied for every character; crossed at the end. */
  private hash(key: string): void {
    let a = this.seedA;
    let b = this.seedB;
    for (let i = 0; i < key.length; i++) {
      const code = key.charCodeAt(i);
      a = imul(((a << 5) | (a >>> 27)) ^ code, 0x9e3779b1);
      b = imul(((b << 13) | (b >>> 19)) ^ code, 0x85ebca77);
    }
    a = finish(a ^ imul(b, 0xc2b2ae3d));
    b = finish(b ^ imul(a, 0x27d4eb2f));
    this.high = a >>> 0;
    // Both words zero mean a free slot.
    this.low = a === 0 && b === 0 ? 1 : b >>> 0;
  }
}

function finish(word: number): number {
  let mixed = imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
