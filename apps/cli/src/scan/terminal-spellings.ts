/**
 * The terminals of one file. `T1` and `t1` are one, as they are to an import; leading zeros count here, since nobody
 * has said how long this file's numbers are: a shop 1 and a shop 01 may be two.
 */
export class TerminalSpellings {
  private readonly firsts = new Map<string, string>();

  /** The spelling in which this terminal came first, by which it is known from then on; null for a line without. */
  firstOf(named: string | null): string | null {
    if (named === null) return null;
    const known = this.firsts.get(named);
    if (known !== undefined) return known;
    const upper = named.toUpperCase();
    const first = this.firsts.get(upper) ?? named;
    this.firsts.set(upper, first);
    this.firsts.set(named, first);
    return first;
  }
}
