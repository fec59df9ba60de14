import type { CopyDecoder } from './copy-decoder';
import { closeBlock, type HistoryTail, type ReadBlock } from './history-reader';
import { columnOf } from './intake/transaction-tuple';
import { RowReader, isAfter, type HistoryPlace, type RowColumns } from './row-reader';

const TUPLE_COLUMNS: RowColumns = {
  id: columnOf('id'),
  at: columnOf('occurred_at'),
  amount: columnOf('amount_fen'),
  currency: columnOf('currency'),
  type: columnOf('type'),
  status: columnOf('status'),
  card: columnOf('card_token'),
  cardType: columnOf('card_type'),
  bin: columnOf('card_bin'),
  line: columnOf('line'),
};

/** A block that rows have filled, and its place among the terminal's blocks. */
export interface FilledBlock {
  readonly position: number;
  readonly read: ReadBlock;
}

/**
 * Goes along with an import that adds to the end of a history, as most do, and makes the blocks that its rows fill, to be
 * stored in the very transactions that write the rows. With the first row that belongs further back it gives up for good: what is
 * missing then is read from the rows when the import is done.
 */
export class BlockFollower {
  private readonly rows: RowReader | null;
  private last: HistoryPlace;
  private along: boolean;
  private filled: FilledBlock[] = [];

  /** @param tail null: more rows wait for their blocks than are worth following. */
  constructor(
    private readonly terminalId: string,
    private readonly tail: HistoryTail | null,
  ) {
    this.rows = tail && new RowReader(tail.builder, TUPLE_COLUMNS);
    this.last = tail?.last ?? { at: Number.NEGATIVE_INFINITY, line: 0, id: 0 };
    this.along = tail !== null;
  }

  /** Whether every block that the rows fill has been made. */
  get isAlong(): boolean {
    return this.along;
  }

  /** To be told of each row that is written, in the order in which they are. */
  add(row: CopyDecoder, id: number): void {
    const { tail, rows } = this;
    if (!this.along || tail === null || rows === null) return;
    const at = row.timestamp(TUPLE_COLUMNS.at);
    const line = row.integer(TUPLE_COLUMNS.line);
    if (!isAfter({ at, line, id }, this.last)) {
      this.along = false;
      return;
    }
    const block = rows.read(row, id);
    this.last = rows.place;
    if (block === null) return;
    const { position } = tail;
    this.filled.push({ position, read: closeBlock(tail, block, this.last) });
  }

  /** The blocks that were filled since the last time: none any more once it has given up. */
  takeFilled(): readonly FilledBlock[] {
    const { filled } = this;
    this.filled = [];
    return this.along ? filled : [];
  }
}
