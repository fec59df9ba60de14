import { resolveParameters } from '../rules';
import type { Finding, FindingHead, ParameterOverrides, Rule, RuleCount } from '../rules';
import { LaidOver, type PackedLaidOver } from './laid-over';

/** What rules have found, by their codes, on its way to another thread. */
export type PackedFound = ReadonlyMap<string, PackedLaidOver>;

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

  /** What some of these rules have found and what the others did, in the order of the list. */
  joined(others: Found, list: readonly Rule[]): Found {
    const found = new Map([...this.rules, ...others.rules].map((one) => [one.rule.code, one]));
    return new Found(list.flatMap(({ code }) => found.get(code) ?? []));
  }

  /**
   * Nothing can be asked of it any more once what is to be handed over has been.
   * @param handedOver takes what need not be copied
   */
  pack(handedOver: ArrayBuffer[]): PackedFound {
    return new Map(this.rules.map(({ rule, found }) => [rule.code, found.pack(handedOver)]));
  }
}

/** What one rule has found. */
export class RuleFound implements Iterable<Finding> {
  constructor(
    readonly rule: Rule,
    private readonly parameters: Readonly<Record<string, number>>,
    readonly found: LaidOver,
  ) {}

  get size(): number {
    return this.found.order.length;
  }

  *[Symbol.iterator](): Generator<Finding, void, undefined> {
    const { found } = this;
    for (const number of found.order) yield this.finding(found.headOf(number), found.idsOf(number));
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

/** What these rules, under these parameters, have found in another thread. */
export const foundIn = (
  packed: PackedFound,
  rules: readonly Rule[],
  parameters: ParameterOverrides = {},
): Found =>
  new Found(
    rules.flatMap((rule) => {
      const found = packed.get(rule.code);
      return found ? [new RuleFound(rule, resolveParameters(rule, parameters), LaidOver.unpack(found))] : [];
    }),
  );
