import type { CopyDecoder } from './copy-decoder';
import { closeBlock, type HistoryTail } from './history-reader';
import { columnOf } from './intake/transaction-tuple';
import type { StorableBlock } from './store-block';
import { RowReader, type HistoryPlace, type RowColumns } from './row-reader';

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

const BEFORE_ALL: HistoryPlace = { at: Number.NEGATIVE_INFINITY, line: 0, id: 0 };

/** A block that rows have filled, and its place among the terminal's blocks. */
export interface FilledBlock {
  readonly position: number;
  readonly read: StorableBlock;
}

/**
 * Goes along with an import that adds to the end of a history, as most do, and makes the blocks that its rows fill, to be
 * stored in the very transactions that write the rows. With the first row that belongs further back it gives up for good: what is
 * missing then is read from the rows when the import is done.
 */
export class BlockFollower {
  private readonly rows: RowReader | null;
  /** Where the last row stands: as numbers, since an object for each of a million rows is work for nothing. */
  private at: number;
  private line: number;
  private id: number;
  private along: boolean;
  private filled: FilledBlock[] = [];

  /** @param tail null: more rows wait for their blocks than are worth following. */
  constructor(private readonly tail: HistoryTail | null) {
    this.rows = tail && new RowReader(tail.builder, TUPLE_COLUMNS);
    ({ at: this.at, line: this.line, id: this.id } = tail?.last ?? BEFORE_ALL);
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
    if (!this.isBehind(at, line, id)) {
      this.along = false;
      return;
    }
    this.at = at;
    this.line = line;
    this.id = id;
    const block = rows.read(row, id);
    if (block === null) return;
    const { position } = tail;
    // Without the block itself: several wait for their COPY to end.
    const { unstored, last, digest } = closeBlock(tail, block, rows.place);
    this.filled.push({ position, read: { unstored, last, digest } });
  }

  /** By time, then line, then id. */
  private isBehind(at: number, line: number, id: number): boolean {
    if (at !== this.at) return at > this.at;
    return line === this.line ? id > this.id : line > this.line;
  }

  /** The blocks that were filled since the last time: none any more once it has given up. */
  takeFilled(): readonly FilledBlock[] {
    const { filled } = this;
    this.filled = [];
    return this.along ? filled : [];
  }
}
