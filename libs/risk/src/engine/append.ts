import type { ScanSetup } from './scan-setup';
import type { FindingPart } from './finding-collector';
import { keepState, openState, type KeptState } from './kept-state';
import { ScanEngine } from './scan-engine';
import type { ScanRecord } from './scan-record';
import type { ScanState } from './scan-state';

/** What became of a fold over the last rows of a history. */
export interface Appended {
  /** Where state moved on: what is to be kept from now on. */
  readonly moved: {
    /** With the pieces of the cards that were touched; of one without a piece nothing is known any more. */
    readonly state: KeptState;
    readonly touched: ReadonlySet<string>;
    /** To be laid over the findings that are kept: heads replace, ids are appended. */
    readonly settled: readonly FindingPart[];
  } | null;
  /** To be laid over those in turn: what holds beside them as the history stands. Replaced whole by the next fold. */
  readonly open: readonly FindingPart[];
  /** Rows of the history that were folded, now or before the state was kept. */
  readonly records: number;
}

/** The cards whose pieces {@link append} must be given. */
export const cardsOfRows = (rows: readonly ScanRecord[]): Set<string> =>
  new Set(rows.flatMap(({ card }) => (card === null || card === '' ? [] : [card])));

/**
 * Goes on where state was kept. State stands a little behind the end of its history: the rows after it are open, and are
 * folded anew each time, so that a row which belongs among them may still come.
 * @param kept null at the start of a history.
 * @param open every row of the history after those that the state has seen, in their order.
 * @param settle how many of them, from the first, the state is to move over.
 */
export function append(
  setup: ScanSetup,
  kept: KeptState | null,
  open: readonly ScanRecord[],
  settle: number,
): Appended {
  const engine = kept === null ? new ScanEngine(setup) : ScanEngine.restoreState(setup, openState(kept));
  for (const row of open.slice(0, settle)) engine.feed(row);
  const moved = settle === 0 && kept !== null ? null : moveTo(engine, engine.saveState(), open, settle);
  for (const row of open.slice(settle)) engine.feed(row);
  const parts = joinParts(engine.takeSettled(), engine.provisional());
  return { moved, open: parts, records: engine.records };
}

function moveTo(
  engine: ScanEngine,
  saved: ScanState,
  open: readonly ScanRecord[],
  settle: number,
): Appended['moved'] {
  return {
    state: keepState(saved),
    touched: cardsOfRows(open.slice(0, settle)),
    settled: engine.takeSettled(),
  };
}

/** One part a finding: the later head, and the ids of both. */
export function joinParts(earlier: readonly FindingPart[], later: readonly FindingPart[]): FindingPart[] {
  const joined = new Map(earlier.map((part) => [`${part.rule} ${part.head.key}`, part]));
  for (const part of later) {
    const key = `${part.rule} ${part.head.key}`;
    joined.set(key, { ...part, ids: [...(joined.get(key)?.ids ?? []), ...part.ids] });
  }
  return [...joined.values()];
}
