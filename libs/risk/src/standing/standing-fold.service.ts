import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { HistoryReader, type HistoryPlace } from '@thaw/transactions';
import { append, cardsOfRows, type Appended } from '../engine';
import { rowsToSettle } from './open-rows';
import { layOver } from './standing-findings';
import { scanSetup, type StandingSetup } from './standing-setup';
import { readCards, writeCards, writeStanding } from './standing-store';

/** From where a fold goes on; `stream` and `place` are null at the start of a history. */
export interface FoldFrom {
  readonly setup: StandingSetup;
  readonly stream: string | null;
  readonly place: HistoryPlace | null;
}

/** What a history must be for its standing scan to be up to date. */
export interface HistoryAsOf {
  /** Its rows. */
  readonly records: number;
  /** Its ledger. */
  readonly written: number;
  readonly at: Date;
}

export interface BroughtUpToDate extends Appended {
  /** Whether somebody is to be told of it. */
  readonly isWatched: boolean;
}

/** More open rows than these are not folded on to state: reading them and their cards costs more than a whole scan. */
const MOST_OPEN = 20_000;

/** Folds the open rows of a history on to the state that is kept of it, and keeps what comes of it. */
@Injectable()
export class StandingFold {
  constructor(private readonly history: HistoryReader) {}

  /**
   * Brings the standing scan of a terminal up to date with its history, of which the state has seen all up to its place.
   * The terminal is to be held.
   * @returns null, and nothing is changed, where the rows behind the place are too many, or do not make the history
   *   what it must be: some have come in before the place.
   */
  async bringUpToDate(
    tx: Tx,
    terminalId: string,
    { setup, stream, place }: FoldFrom,
    history: HistoryAsOf,
  ): Promise<BroughtUpToDate | null> {
    const rows = await this.history.rowsBehind(tx, terminalId, place, MOST_OPEN + 1);
    if (rows.length > MOST_OPEN) return null;
    const settle = rowsToSettle(rows.length);
    const cards = await readCards(tx, terminalId, cardsOfRows(rows));
    const folded = append(scanSetup(setup), stream === null ? null : { stream, cards }, rows, settle);
    if (folded.records !== history.records) return null;
    const { moved, open } = folded;
    if (moved !== null) {
      await writeCards(tx, terminalId, moved.touched, cards, moved.state.cards);
      await layOver(tx, terminalId, moved.settled);
    }
    const isWatched = await writeStanding(tx, terminalId, {
      moved: moved && {
        stream: moved.state.stream,
        place: settle === 0 ? place : (rows[settle - 1] ?? null),
      },
      open,
      written: history.written,
      records: history.records,
      openRows: rows.length - settle,
      asOf: history.at,
    });
    return { ...folded, isWatched };
  }
}
