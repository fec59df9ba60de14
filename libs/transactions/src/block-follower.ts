import type { Tx } from '@thaw/platform';
import { closeBlock, type HistoryPlace, type HistoryTail } from './history-reader';
import { kindOf, type TransactionRecord } from './records';
import { storeBlock } from './store-block';

/**
 * Goes along with an import that adds to the end of a history, as most do, and stores the blocks that its rows fill in
 * the very transactions that write the rows. With the first row that belongs further back it gives up for good: what is
 * missing then is read from the rows when the import is done.
 */
export class BlockFollower {
  private last: HistoryPlace;

  /** @param tail null: more rows wait for their blocks than are worth following. */
  constructor(
    private readonly terminalId: string,
    private tail: HistoryTail | null,
  ) {
    this.last = tail?.last ?? { at: Number.NEGATIVE_INFINITY, line: 0, id: 0 };
  }

  /** Whether every block that the rows fill is stored. */
  get isAlong(): boolean {
    return this.tail !== null;
  }

  /** To be told of rows in the order in which they are written, within the transaction that does so. */
  async add(
    tx: Tx,
    records: readonly { readonly record: TransactionRecord }[],
    firstId: number,
  ): Promise<void> {
    let id = firstId;
    for (const { record } of records) {
      const { tail } = this;
      if (tail === null) return;
      const place = { at: record.occurredAt, line: record.line, id };
      if (!isAfter(place, this.last)) {
        this.tail = null;
        return;
      }
      this.last = place;
      const block = append(tail, id, record);
      if (block) await storeBlock(tx, this.terminalId, tail.position, closeBlock(tail, block, place));
      id += 1;
    }
  }
}

function append({ builder }: HistoryTail, id: number, record: TransactionRecord) {
  const { occurredAt, amountFen, currency, type, status, cardType, cardToken, bin } = record;
  const cardNo =
    cardToken === null ? -1 : (builder.cardNo(cardToken) ?? builder.newCard({ token: cardToken, bin }));
  return builder.add(
    id,
    occurredAt,
    amountFen,
    builder.currencyNo(currency),
    kindOf(type, status, cardType),
    cardNo,
  );
}

const isAfter = (place: HistoryPlace, last: HistoryPlace): boolean =>
  place.at !== last.at
    ? place.at > last.at
    : place.line !== last.line
      ? place.line > last.line
      : place.id > last.id;
