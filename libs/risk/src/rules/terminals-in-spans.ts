import type { CardElsewhere } from './rule';

/**
 * How many terminals a card was used on within spans of one width. A span ends with a moment and holds what is less than
 * the width before it, so a use counts from its own moment on for as long as the width. Worked out once for all uses;
 * to ask costs two searches, however many uses there are.
 */
export class TerminalsInSpans {
  /** The moments at which the number changes, in order. */
  private readonly at: readonly number[];
  /** `[0][i]` is the number from the i-th moment on, `[k][i]` the most from there over 2^k moments. */
  private readonly most: readonly (readonly number[])[];

  constructor(
    uses: CardElsewhere['uses'],
    private readonly widthMs: number,
  ) {
    const { at, count } = changes(uses, widthMs);
    this.at = at;
    const most = [count];
    for (let half = 1; half * 2 <= count.length; half *= 2) {
      const last = most[most.length - 1] as readonly number[];
      most.push(last.slice(half).map((right, i) => Math.max(last[i] as number, right)));
    }
    this.most = most;
  }

  /** The most terminals of one span that holds this moment. */
  mostWith(moment: number): number {
    // A span that holds it ends at it or later, before the moment is the width behind.
    const from = Math.max(0, this.upTo(moment) - 1);
    const to = this.upTo(moment + this.widthMs - 1);
    if (from >= to) return 0;
    const level = 31 - Math.clz32(to - from);
    const row = this.most[level] as readonly number[];
    return Math.max(row[from] as number, row[to - 2 ** level] as number);
  }

  /** How many changes are not after this moment. */
  private upTo(moment: number): number {
    let [low, high] = [0, this.at.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.at[middle] as number) <= moment) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function changes(
  uses: CardElsewhere['uses'],
  widthMs: number,
): { readonly at: readonly number[]; readonly count: readonly number[] } {
  const sorted = uses.toSorted((a, b) => a.at - b.at);
  const at: number[] = [];
  const count: number[] = [];
  /** Uses that count, by terminal. */
  const counting = new Map<number, number>();
  for (let [begun, ended] = [0, 0]; ended < sorted.length;) {
    const moment = Math.min(sorted[begun]?.at ?? Infinity, (sorted[ended]?.at as number) + widthMs);
    for (; sorted[begun]?.at === moment; begun++) {
      const { terminal } = sorted[begun] as (typeof sorted)[number];
      counting.set(terminal, (counting.get(terminal) ?? 0) + 1);
    }
    for (; ended < sorted.length && (sorted[ended]?.at as number) + widthMs === moment; ended++) {
      const { terminal } = sorted[ended] as (typeof sorted)[number];
      const left = (counting.get(terminal) as number) - 1;
      if (left === 0) counting.delete(terminal);
      else counting.set(terminal, left);
    }
    at.push(moment);
    count.push(counting.size);
  }
  return { at, count };
}
