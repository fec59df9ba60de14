import type { Finding, FindingHead, FindingSink, Rule } from '../rules';
import type { CardUses } from './card-uses';

/**
 * What has been put under one key: the latest head, and the ids that joined. Whoever stores it upserts by (terminal,
 * rule, key): the head replaces, the ids are appended.
 */
export interface FindingPart {
  readonly rule: string;
  readonly head: FindingHead;
  readonly ids: readonly number[];
}

interface Collected {
  head: FindingHead;
  ids: number[];
  /** Whether a result holds these ids: then what joins goes into a copy. Most results are asked for once, at the end. */
  lent: boolean;
}

/** Collects what one rule puts. It copies the ids, so a rule may go on using its array. */
export class FindingCollector implements FindingSink {
  readonly byKey = new Map<string, Collected>();

  constructor(protected readonly uses: CardUses) {}

  put(head: FindingHead, ids: readonly number[]): void {
    this.take(head, ids.slice());
  }

  private take(head: FindingHead, ids: number[]): void {
    const known = this.byKey.get(head.key);
    if (known === undefined) {
      this.byKey.set(head.key, { head, ids, lent: false });
      return;
    }
    known.head = head;
    if (known.lent) {
      known.ids = known.ids.slice();
      known.lent = false;
    }
    for (const id of ids) known.ids.push(id);
  }

  putUses(head: FindingHead, cardNo: number, count: number, before: number): void {
    this.take(head, this.uses.idsOf(cardNo, count, before));
  }

  parts(rule: string): FindingPart[] {
    return Array.from(this.byKey.values(), ({ head, ids }) => ({ rule, head, ids: ids.slice() }));
  }
}

/** One rule's findings: what is settled with what is provisional laid over it, by `from`, then key. */
export function joinFindings(
  rule: Rule,
  parameters: Readonly<Record<string, number>>,
  settled: FindingCollector,
  provisional: FindingCollector,
): Finding[] {
  const { code, version, weight } = rule;
  const findings: Finding[] = [];
  // Written out: a spread takes several times as long, and a history may have a hundred thousand findings.
  const add = (head: FindingHead, transactions: readonly number[]): void => {
    const { key, card, from, to, count, sumFen, measured, threshold, unit, details = {} } = head;
    findings.push({
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
      parameters,
      transactions,
    });
  };
  for (const [key, known] of settled.byKey) {
    const later = provisional.byKey.get(key);
    if (later === undefined) {
      known.lent = true;
      add(known.head, known.ids);
    } else {
      add(later.head, known.ids.concat(later.ids));
    }
  }
  for (const [key, { head, ids }] of provisional.byKey) if (!settled.byKey.has(key)) add(head, ids);
  return findings.sort((a, b) => a.from - b.from || (a.key < b.key ? -1 : 1));
}
