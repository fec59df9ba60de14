/** How often each card is in a window. */
export interface CardTally {
  /** Whether it came in, having not been there. */
  add(cardNo: number): boolean;
  /** Whether it went out for good. */
  remove(cardNo: number): boolean;
}

const FIRST_CARDS = 1_024;

/** For a window that every record of the stream goes through: four bytes for every card there is. */
export class DenseTally implements CardTally {
  private counts = new Int32Array(FIRST_CARDS);

  add(cardNo: number): boolean {
    if (cardNo >= this.counts.length) this.makeRoom(cardNo);
    const count = (this.counts[cardNo] as number) + 1;
    this.counts[cardNo] = count;
    return count === 1;
  }

  remove(cardNo: number): boolean {
    const count = (this.counts[cardNo] as number) - 1;
    this.counts[cardNo] = count;
    return count === 0;
  }

  private makeRoom(cardNo: number): void {
    const counts = new Int32Array(Math.max(cardNo + 1, this.counts.length * 2));
    counts.set(this.counts);
    this.counts = counts;
  }
}

/** For one of many windows, of which each sees few cards. */
export class SparseTally implements CardTally {
  private readonly counts = new Map<number, number>();

  add(cardNo: number): boolean {
    const before = this.counts.get(cardNo) ?? 0;
    this.counts.set(cardNo, before + 1);
    return before === 0;
  }

  remove(cardNo: number): boolean {
    const left = (this.counts.get(cardNo) ?? 0) - 1;
    if (left > 0) this.counts.set(cardNo, left);
    else this.counts.delete(cardNo);
    return left <= 0;
  }
}
