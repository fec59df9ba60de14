import type { RecordKind, StreamRecord } from '../rules';

/** Records of a batch, in their order, that one choice of kinds lets through. */
export interface RecordList {
  readonly kinds: readonly RecordKind[];
  readonly records: StreamRecord[];
  size: number;
}

export type BatchRecord = { -readonly [field in keyof StreamRecord]: StreamRecord[field] };

/** As many as fit into the nearest cache with what a rule keeps. */
const BATCH_RECORDS = 256;

/**
 * Records on their way to the rules. A batch is stepped rule by rule, not row by row: so the code and the state of one
 * rule are at hand for all of its records, and the processor fetches what it keeps of several cards at once. The records
 * are the same objects for every batch: a rule reads them within its step and never keeps them.
 */
export class RecordBatch {
  private readonly records: BatchRecord[] = Array.from({ length: BATCH_RECORDS }, emptyRecord);
  private readonly lists: RecordList[] = [];
  private taken = 0;

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
    return this.taken === BATCH_RECORDS;
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

const emptyRecord = (): BatchRecord => ({
  kind: 'purchase',
  id: 0,
  at: 0,
  day: 0,
  month: 0,
  second: 0,
  amountFen: 0,
  card: null,
  cardNo: -1,
  use: -1,
  bin: null,
  cardType: 'unknown',
});
