const IDS_A_WORD = 32;
const FIRST_WORDS = 64;

/**
 * Where in a set the ids of one history stand: 32 neighbours share a word, and words are numbered as they first come.
 * Shared by all sets of one history, so that these can be laid side by side; ids that lie far apart cost four bytes each.
 */
export class TransactionWords {
  private readonly numbers = new Map<number, number>();

  numberOf(word: number): number {
    let number = this.numbers.get(word);
    if (number === undefined) {
      number = this.numbers.size;
      this.numbers.set(word, number);
    }
    return number;
  }
}

/** A set of a history's transactions, a bit each. */
export class FlaggedTransactions {
  private bits = new Uint32Array(0);
  private lastWord = -1;
  private place = 0;

  constructor(private readonly words: TransactionWords) {}

  add(id: number): void {
    const word = Math.floor(id / IDS_A_WORD);
    if (word !== this.lastWord) {
      this.lastWord = word;
      this.place = this.words.numberOf(word);
      if (this.place >= this.bits.length) this.makeRoom();
    }
    this.bits[this.place] = (this.bits[this.place] as number) | (1 << (id - word * IDS_A_WORD));
  }

  addAll({ bits }: FlaggedTransactions): void {
    if (bits.length > this.bits.length) this.widen(bits.length);
    for (let at = 0; at < bits.length; at++) this.bits[at] = (this.bits[at] as number) | (bits[at] as number);
  }

  count(): number {
    let count = 0;
    for (const bits of this.bits) count += ones(bits);
    return count;
  }

  /** How many are in both. */
  countShared({ bits }: FlaggedTransactions): number {
    const { bits: own } = this;
    const end = Math.min(own.length, bits.length);
    let count = 0;
    for (let at = 0; at < end; at++) {
      const shared = (own[at] as number) & (bits[at] as number);
      if (shared !== 0) count += ones(shared);
    }
    return count;
  }

  private makeRoom(): void {
    this.widen(Math.max(FIRST_WORDS, this.place + 1, this.bits.length * 2));
  }

  private widen(length: number): void {
    const bits = new Uint32Array(length);
    bits.set(this.bits);
    this.bits = bits;
  }
}

function ones(bits: number): number {
  let left = bits - ((bits >>> 1) & 0x5555_5555);
  left = (left & 0x3333_3333) + ((left >>> 2) & 0x3333_3333);
  return Math.imul((left + (left >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
