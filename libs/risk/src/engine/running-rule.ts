import type { Rule } from '../rules';
import type { FindingCollector } from './finding-collector';
import type { RecordList } from './record-batch';

/** A rule under its parameters, on its way through a stream. */
export interface RunningRule {
  readonly rule: Rule;
  readonly parameters: Readonly<Record<string, number>>;
  state: unknown;
  readonly settled: FindingCollector;
  /** Null: nothing that may come can make it speak. */
  readonly list: RecordList | null;
}

/** Steps one rule through its records of a batch. */
export function stepBatch({ rule, state, settled, list }: RunningRule): void {
  if (list === null) return;
  const { step } = rule;
  const { records, size } = list;
  for (let i = 0; i < size; i++) step(state, records[i] as (typeof records)[number], settled);
}
