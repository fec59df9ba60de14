import type { StreamRecord } from './rule';

/** What a finding that grows until its window ends keeps of its transactions: totals, first and last, and their ids. */
export interface Growing {
  /** ms of the first and the last transaction. */
  from: number;
  to: number;
  count: number;
  sumFen: number;
  readonly ids: number[];
}

export const startGrowing = (record: StreamRecord): Growing => ({
  from: record.at,
  to: record.at,
  count: 1,
  sumFen: record.amountFen,
  ids: [record.id],
});

export function grow(growing: Growing, record: StreamRecord): void {
  growing.to = record.at;
  growing.count += 1;
  growing.sumFen += record.amountFen;
  growing.ids.push(record.id);
}
