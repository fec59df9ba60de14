import type { Finding, FindingHead, Rule, RuleCount } from '../rules';
import type { FindingCollector } from './finding-collector';

const NONE = -1;

/**
 * Findings by rule, then `from`, then key. Each is made when it is come to, so that of a hundred thousand there is one at
 * a time; whoever goes through them again has them made again.
 */
export class Found implements Iterable<Finding> {
  constructor(private readonly rules: readonly RuleFound[]) {}

  get size(): number {
    return this.rules.reduce((sum, { size }) => sum + size, 0);
  }

  *[Symbol.iterator](): Generator<Finding, void, undefined> {
    for (const one of this.rules) yield* one;
  }

  /** How many each rule has found, in the order of the rules. */
  counts(): RuleCount[] {
    return this.rules.map(({ rule, size }) => ({ rule: rule.code, weight: rule.weight, findings: size }));
  }

  /** What the rule of this code has found. */
  *by(code: string): Generator<Finding, void, undefined> {
    for (const one of this.rules) if (one.rule.code === code) yield* one;
  }
}

/** What one rule has found: what is settled with what is provisional laid over it, heads replaced and ids appended. */
export class RuleFound implements Iterable<Finding> {
  /** By settled finding, the provisional one with its key. */
  private readonly over: Int32Array;
  /** Provisional findings of other keys. */
  private readonly alone: readonly number[];
  /** Settled ones by their number, then those that stand alone. */
  private readonly order: Uint32Array;

  constructor(
    readonly rule: Rule,
    private readonly parameters: Readonly<Record<string, number>>,
    private readonly settled: FindingCollector,
    private readonly provisional: FindingCollector,
  ) {
    this.over = new Int32Array(settled.size).fill(NONE);
    const alone: number[] = [];
    for (let number = 0; number < provisional.size; number++) {
      const under = settled.numberOf(provisional.keyOf(number));
      if (under === undefined) alone.push(number);
      else this.over[under] = number;
    }
    this.alone = alone;
    this.order = this.inOrder();
  }

  get size(): number {
    return this.order.length;
  }

  *[Symbol.iterator](): Generator<Finding, void, undefined> {
    for (const number of this.order) yield this.of(number);
  }

  private of(number: number): Finding {
    const { settled, provisional, over } = this;
    if (number >= settled.size) {
      const alone = this.alone[number - settled.size] as number;
      return this.finding(provisional.headOf(alone), provisional.idsOf(alone));
    }
    const later = over[number] as number;
    if (later === NONE) return this.finding(settled.headOf(number), settled.idsOf(number));
    const count = settled.idCountOf(number);
    const ids = new Array<number>(count + provisional.idCountOf(later));
    settled.readIds(ids, 0, number);
    provisional.readIds(ids, count, later);
    return this.finding(provisional.headOf(later), ids);
  }

  private inOrder(): Uint32Array {
    const { settled, provisional, over, alone } = this;
    const froms = new Float64Array(settled.size + alone.length);
    for (let number = 0; number < settled.size; number++) {
      const later = over[number] as number;
      froms[number] = later === NONE ? settled.fromOf(number) : provisional.fromOf(later);
    }
    for (const [i, number] of alone.entries()) froms[settled.size + i] = provisional.fromOf(number);
    const keyOf = (number: number): string =>
      number < settled.size
        ? settled.keyOf(number)
        : provisional.keyOf(alone[number - settled.size] as number);
    return Uint32Array.from(froms, (_, number) => number).sort(
      (a, b) => (froms[a] as number) - (froms[b] as number) || (keyOf(a) < keyOf(b) ? -1 : 1),
    );
  }

  private finding(head: FindingHead, transactions: readonly number[]): Finding {
    const { key, card, from, to, count, sumFen, measured, threshold, unit, details = {} } = head;
    const { code, version, weight } = this.rule;
    // Written out: a spread takes several times as long, and a history may have a hundred thousand findings.
    return {
      key,
      card,
      from,
      to,
      count,
      sumFen,
      measured,
      threshold,
      unit,
      details,
      rule: code,
      version,
      weight,
      parameters: this.parameters,
      transactions,
    };
  }
}
