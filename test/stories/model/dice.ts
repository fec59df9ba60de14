/** Choices from the numbers that a generator drew: the same numbers, the same choices. */
export class Dice {
  private at = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** 0 ≤ n < `below`. */
  whole(below: number): number {
    const number = this.numbers[this.at++ % this.numbers.length] ?? 0;
    return (number + this.at * 7919) % below;
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('nothing to pick from');
    return from[this.whole(from.length)] as T;
  }

  shuffled<T>(from: readonly T[]): T[] {
    const left = [...from];
    return from.map(() => left.splice(this.whole(left.length), 1)[0] as T);
  }

  /** Once in `n` times. */
  oneIn(n: number): boolean {
    return this.whole(n) === 0;
  }
}
