import type { RecordKind, StreamRecord } from '../rules';
import type { CardRegister } from './card-register';

/** Records of a batch, in their order, that one choice of kinds lets through. */
export interface RecordList {
  readonly kinds: readonly RecordKind[];
  readonly records: StreamRecord[];
  size: number;
}

/** Written to anew for each record that comes. */
export class BatchRecord implements StreamRecord {
  kind: RecordKind = 'purchase';
  id = 0;
  at = 0;
  day = 0;
  month = 0;
  second = 0;
  amountFen = 0;
  cardNo = -1;
  use = -1;
  bin: string | null = null;
  cardType: StreamRecord['cardType'] = 'unknown';

  constructor(private readonly cards: CardRegister) {}

  /** Looked up when it is asked for: few rules say of a card more than its number. */
  get card(): string | null {
    return this.cards.tokenOf(this.cardNo);
  }
}

/** As many as fit into the nearest cache with what a rule keeps. */
const BATCH_RECORDS = 256;
/**
 * For more folds than a scan has rules: what they keep of cards fits no cache together, so each is to find its own
 * again often enough to be worth fetching.
 */
const LARGE_BATCH_RECORDS = 4_096;
const MANY_FOLDS = 32;

/**
 * Records on their way to the rules. A batch is stepped rule by rule, not row by row: so the code and the state of one
 * rule are at hand for all of its records, and the processor fetches what it keeps of several cards at once. The records
 * are the same objects for every batch: a rule reads them within its step and never keeps them.
 */
export class RecordBatch {
  private readonly most: number;
  private readonly records: BatchRecord[];
  private readonly lists: RecordList[] = [];
  private taken = 0;

  /** @param folds how many step through each batch. */
  constructor(folds: number, cards: CardRegister) {
    this.most = folds > MANY_FOLDS ? LARGE_BATCH_RECORDS : BATCH_RECORDS;
    this.records = Array.from({ length: this.most }, () => new BatchRecord(cards));
  }

  /** @returns the list of records of these kinds; one for all who look for the same. */
  listOf(kinds: readonly RecordKind[]): RecordList {
    const isSame = (list: RecordList): boolean =>
      list.kinds.length === kinds.length && list.kinds.every((kind) => kinds.includes(kind));
    let list = this.lists.find(isSame);
    if (list === undefined) {
      list = { kinds, records: this.records.slice(), size: 0 };
      this.lists.push(list);
    }
    return list;
  }

  listsWith(kind: RecordKind): RecordList[] {
    return this.lists.filter(({ kinds }) => kinds.includes(kind));
  }

  get isFull(): boolean {
    return this.taken === this.most;
  }

  /** The record that comes next: to be written to, and taken or written to again. */
  get free(): BatchRecord {
    return this.records[this.taken] as BatchRecord;
  }

  /** The free record stands in these lists from now on. */
  take(lists: readonly RecordList[]): void {
    const record = this.free;
    this.taken += 1;
    for (const list of lists) list.records[list.size++] = record;
  }

  clear(): void {
    this.taken = 0;
    for (const list of this.lists) list.size = 0;
  }
}
