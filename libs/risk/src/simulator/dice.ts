/**
 * Chance from a seed: the same seed gives the same throws on every machine (integer arithmetic only). Each part of a
 * history throws its own dice, so that a change in one part leaves the others as they were.
 */
export class Dice {
  private state: number;

  constructor(private readonly seed: string) {
    this.state = hash(seed);
  }

  /** Dice of their own for a part of what this one makes. */
  fork(part: string): Dice {
    return new Dice(`${this.seed}/${part}`);
  }

  /** A whole number, both ends inside. */
  whole(least: number, most: number): number {
    return least + Math.floor((this.next() * (most - least + 1)) / 4_294_967_296);
  }

  /** True so often in a thousand. */
  chance(perMille: number): boolean {
    return this.whole(1, 1000) <= perMille;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)] as T;
  }

  /** One of the list, each as often as its weight says. */
  weighted<T extends { readonly weight: number }>(from: readonly T[]): T {
    let left = this.whole(
      1,
      from.reduce((sum, { weight }) => sum + weight, 0),
    );
    for (const one of from) {
      left -= one.weight;
      if (left <= 0) return one;
    }
    return from[from.length - 1] as T;
  }

  /** mulberry32: 0 to 2³² − 1. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }
}

/** FNV-1a over UTF-16 units, then mixed: seeds that differ in one letter have nothing in common. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
