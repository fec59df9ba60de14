import type { Zone } from '@thaw/kernel';
import type { Rule, TerminalFacts } from '../rules';
import type { CardUses } from './card-uses';
import { FindingCollector } from './finding-collector';
import type { RecordList } from './record-batch';

type Choice = Readonly<Record<string, number>>;

/** A rule with where its findings go. */
export interface Fold {
  readonly rule: Rule;
  /** All parameters: one choice of them, or several that a fold of the rule can share. */
  readonly choices: readonly Choice[];
  /** Absent: into arrays, a finding each. */
  readonly collect?: (uses: CardUses) => FindingCollector;
}

/** A rule under its parameters, on its way through a stream. */
export interface RunningRule {
  readonly rule: Rule;
  /** Of its first choice: scans have but one. */
  readonly parameters: Choice;
  state: unknown;
  readonly settled: FindingCollector;
  /** Null: nothing that may come can make it speak. */
  readonly list: RecordList | null;
}

export function startFold(
  { rule, choices, collect }: Fold,
  facts: TerminalFacts,
  zone: Zone,
  uses: CardUses,
  list: RecordList | null,
): RunningRule {
  const parameters = choices[0] as Choice;
  const state =
    choices.length > 1 && rule.sharing
      ? rule.sharing.start(choices, facts, zone)
      : rule.start(parameters, facts, zone);
  return { rule, parameters, state, settled: collect?.(uses) ?? new FindingCollector(uses), list };
}

/** Steps one rule through its records of a batch. */
export function stepBatch({ rule, state, settled, list }: RunningRule): void {
  if (list === null) return;
  const { step } = rule;
  const { records, size } = list;
  for (let i = 0; i < size; i++) step(state, records[i] as (typeof records)[number], settled);
}
