import type { FindingHead, FindingSink } from '../rules';
import { CardUses } from './card-uses';
import { FindingHeads, type PackedHeads } from './finding-heads';
import { packNumbers } from './handed-over';
import { IdRow, type PackedIdRow } from './id-row';

/**
 * What has been put under one key: the latest head, and the ids that joined. Whoever stores it upserts by (terminal,
 * rule, key): the head replaces, the ids are appended.
 */
export interface FindingPart {
  readonly rule: string;
  readonly head: FindingHead;
  readonly ids: readonly number[];
}

/** As it goes from thread to thread. */
export interface PackedCollector {
  readonly heads: PackedHeads;
  readonly ids: PackedIdRow;
  readonly starts: Uint32Array<ArrayBuffer>;
  readonly counts: Uint32Array<ArrayBuffer>;
  readonly later: Map<number, number[]>;
}

/**
 * Collects what one rule puts, in flat memory: findings are numbered as they are opened, their ids stand in one row. It
 * copies the ids, so a rule may go on using its array.
 */
export class FindingCollector implements FindingSink {
  private heads = new FindingHeads();
  private ids = new IdRow();
  /** By finding, where its first ids stand. */
  private starts: number[] = [];
  private counts: number[] = [];
  /** Where ids joined a finding after those of another: from and count of each stretch. */
  private later = new Map<number, number[]>();
  /** Of the findings up to `indexed`: few runs are ever asked for by their key. */
  private numbers = new Map<string, number>();
  private indexed = 0;

  constructor(protected readonly uses: CardUses) {}

  static unpack({ heads, ids, starts, counts, later }: PackedCollector): FindingCollector {
    const collector = new FindingCollector(new CardUses());
    collector.heads = FindingHeads.unpack(heads);
    collector.ids = IdRow.unpack(ids);
    collector.starts = Array.from(starts);
    collector.counts = Array.from(counts);
    collector.later = later;
    return collector;
  }

  get size(): number {
    return this.heads.size;
  }

  pack(handedOver: ArrayBuffer[]): PackedCollector {
    return {
      heads: this.heads.pack(handedOver),
      ids: this.ids.pack(handedOver),
      starts: packNumbers(this.starts, handedOver),
      counts: packNumbers(this.counts, handedOver),
      later: this.later,
    };
  }

  put(head: FindingHead, ids: readonly number[]): void {
    const from = this.ids.end;
    for (const id of ids) this.ids.add(id);
    this.take(head, this.numberOf(head.key), from, ids.length);
  }

  putUses(head: FindingHead, cardNo: number, count: number, before: number): void {
    const from = this.uses.addTo(this.ids, cardNo, count, before);
    // All its uses are new: so it was never put.
    this.take(head, count === head.count ? undefined : this.numberOf(head.key), from, count);
  }

  /** @returns undefined for a finding that was never put. */
  numberOf(key: string): number | undefined {
    while (this.indexed < this.heads.size) this.numbers.set(this.heads.keyOf(this.indexed), this.indexed++);
    return this.numbers.get(key);
  }

  keyOf(number: number): string {
    return this.heads.keyOf(number);
  }

  fromOf(number: number): number {
    return this.heads.fromOf(number);
  }

  headOf(number: number): FindingHead {
    return this.heads.of(number);
  }

  /** How many ids joined the finding. */
  idCountOf(number: number): number {
    const later = this.later.get(number) ?? [];
    let count = this.counts[number] as number;
    for (let i = 1; i < later.length; i += 2) count += later[i] as number;
    return count;
  }

  /** Writes them into the list, from this place of it on. */
  readIds(list: number[], place: number, number: number): void {
    const count = this.counts[number] as number;
    this.ids.readInto(list, place, this.starts[number] as number, count);
    const later = this.later.get(number) ?? [];
    let next = place + count;
    for (let i = 0; i < later.length; i += 2) {
      this.ids.readInto(list, next, later[i] as number, later[i + 1] as number);
      next += later[i + 1] as number;
    }
  }

  of(_choice: number): FindingSink {
    return this;
  }

  idsOf(number: number): number[] {
    // Of its length at once: a list that grows to a million ids stands in memory twice and a half.
    const ids = new Array<number>(this.idCountOf(number));
    this.readIds(ids, 0, number);
    return ids;
  }

  parts(rule: string): FindingPart[] {
    return Array.from({ length: this.size }, (_, number) => ({
      rule,
      head: this.headOf(number),
      ids: this.idsOf(number),
    }));
  }

  clear(): void {
    this.heads = new FindingHeads();
    this.ids = new IdRow();
    this.starts = [];
    this.counts = [];
    this.later = new Map();
    this.numbers = new Map();
    this.indexed = 0;
  }

  private take(head: FindingHead, number: number | undefined, from: number, count: number): void {
    if (number === undefined) {
      this.heads.add(head);
      this.starts.push(from);
      this.counts.push(count);
      return;
    }
    this.heads.replace(number, head);
    if (count === 0) return;
    const later = this.later.get(number);
    if (later !== undefined) later.push(from, count);
    else if ((this.starts[number] as number) + (this.counts[number] as number) === from) {
      this.counts[number] = (this.counts[number] as number) + count;
    } else this.later.set(number, [from, count]);
  }
}
