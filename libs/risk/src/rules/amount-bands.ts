/** Bands of amounts: one reaches up to about 2 % above where it begins, so that ±10 % are some ten of them. */
const BANDS_A_FOLD = 50;
const bandOf = (fen: number): number => Math.floor(Math.log(fen) * BANDS_A_FOLD);
/** That of the greatest number there may be. */
const BANDS = bandOf(Number.MAX_SAFE_INTEGER) + 1;
const FIRST_SLOTS = 16;
const NONE = -1;

/**
 * How many amounts of a window lie within a range, without looking at each: whole bands are counted, and only amounts of
 * the first and the last band of the range are looked at one by one. Amounts are numbered as they come (from 0, without
 * gaps) and leave in that order. What has joined no finding yet is linked once more, so that joining costs each amount
 * once.
 */
export class AmountBands {
  private readonly counts = new Int32Array(BANDS);
  /** By band: its latest number, and its latest that waits. */
  private readonly latest = new Int32Array(BANDS).fill(NONE);
  private readonly latestWaiting = new Int32Array(BANDS).fill(NONE);
  /** By number, in a ring: the amount, and the number before it of its band. */
  private fen = new Float64Array(FIRST_SLOTS);
  private before = new Int32Array(FIRST_SLOTS);
  private beforeWaiting = new Int32Array(FIRST_SLOTS);
  private mask = FIRST_SLOTS - 1;
  private first = 0;
  private next = 0;

  add(fen: number, waits: boolean): void {
    if (this.next - this.first === this.fen.length) this.makeRoom();
    const band = bandOf(fen);
    const place = this.next & this.mask;
    this.fen[place] = fen;
    this.before[place] = this.latest[band] as number;
    this.latest[band] = this.next;
    if (waits) this.wait(band, this.next);
    this.counts[band] = (this.counts[band] as number) + 1;
    this.next += 1;
  }

  /** Lets go of all before this number. */
  forget(number: number): void {
    for (; this.first < number; this.first++) {
      const band = bandOf(this.fen[this.first & this.mask] as number);
      this.counts[band] = (this.counts[band] as number) - 1;
    }
  }

  /** How many lie in the range, both ends inside; where they cannot be as many as `least`, a number below it. */
  countWithin(from: number, to: number, least: number): number {
    const [firstBand, lastBand] = [bandOf(from), bandOf(to)];
    let count = 0;
    for (let band = firstBand; band <= lastBand; band++) count += this.counts[band] as number;
    if (count < least) return count;
    count -= this.outside(firstBand, from, to);
    return lastBand > firstBand ? count - this.outside(lastBand, from, to) : count;
  }

  /** Tells each number within the range that waits, and lets it wait no more. In no order. */
  takeWaiting(from: number, to: number, take: (number: number) => void): void {
    const [firstBand, lastBand] = [bandOf(from), bandOf(to)];
    for (let band = firstBand; band <= lastBand; band++) {
      let number = this.latestWaiting[band] as number;
      if (number < this.first) continue;
      this.latestWaiting[band] = NONE;
      const left: number[] = [];
      for (; number >= this.first; number = this.beforeWaiting[number & this.mask] as number) {
        const fen = this.fen[number & this.mask] as number;
        if (fen >= from && fen <= to) take(number);
        else left.push(number);
      }
      for (const one of left.reverse()) this.wait(band, one);
    }
  }

  private outside(band: number, from: number, to: number): number {
    let count = 0;
    for (
      let number = this.latest[band] as number;
      number >= this.first;
      number = this.before[number & this.mask] as number
    ) {
      const fen = this.fen[number & this.mask] as number;
      if (fen < from || fen > to) count += 1;
    }
    return count;
  }

  private wait(band: number, number: number): void {
    this.beforeWaiting[number & this.mask] = this.latestWaiting[band] as number;
    this.latestWaiting[band] = number;
  }

  private makeRoom(): void {
    const old = this.mask;
    const slots = this.fen.length * 2;
    this.mask = slots - 1;
    const larger = <T extends Float64Array | Int32Array>(from: T, to: T): T => {
      for (let number = this.first; number < this.next; number++) {
        to[number & this.mask] = from[number & old] as number;
      }
      return to;
    };
    this.fen = larger(this.fen, new Float64Array(slots));
    this.before = larger(this.before, new Int32Array(slots));
    this.beforeWaiting = larger(this.beforeWaiting, new Int32Array(slots));
  }
}
