import { Injectable } from '@nestjs/common';
import { readInstant, type Actor, type Page } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { RegistryQuery, badCursor, cursorParts, pageLimit, toPage, type PageRequest } from '@thaw/registry';
import type { Transaction } from './transaction.entity';

/** A transaction as people read it, within a terminal's history. */
export type TransactionView = Readonly<Omit<Transaction, 'terminalId' | 'naturalKey' | 'importId'>> & {
  /** The import that brought it; null where it was appended. */
  readonly importId: string | null;
  /** The call that appended it; null where an import brought it. */
  readonly appendId: string | null;
};

export interface TransactionFilter extends PageRequest {
  /** Inclusive. */
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
}

interface TransactionRow extends Omit<TransactionView, 'id' | 'amountFen' | 'appendId'> {
  readonly id: string;
  readonly amountFen: string;
  /** Of the import or of the call. */
  readonly importId: string;
}

const COLUMNS = `id, occurred_at AS "occurredAt", received_at AS "receivedAt", amount_fen AS "amountFen", currency, type,
  status, card_type AS "cardType", card_token AS "cardToken", card_bin AS "cardBin", card_last_four AS "cardLastFour",
  reference, trace_no AS "traceNo", batch_no AS "batchNo", import_id AS "importId", line`;
const ORDER = 'occurred_at, line, id';

/** Reads single transactions and pages of them; whole histories are HistoryReader's. */
@Injectable()
export class TransactionsQuery {
  constructor(private readonly registry: RegistryQuery) {}

  /**
   * A page of the terminal's history in the order of time.
   * @throws DomainError NOT_FOUND (the terminal) · INVALID_REQUEST on `cursor`
   */
  async pageOfTerminal(
    tx: Tx,
    actor: Actor,
    terminalId: string,
    filter: TransactionFilter,
  ): Promise<Page<TransactionView>> {
    await this.registry.terminal(tx, actor, terminalId);
    const limit = pageLimit(filter.limit);
    const parameters: unknown[] = [terminalId, limit + 1];
    const conditions = ['terminal_id = $1'];
    if (filter.from) conditions.push(`occurred_at >= $${parameters.push(filter.from)}`);
    if (filter.to) conditions.push(`occurred_at < $${parameters.push(filter.to)}`);
    const after = placeOf(filter.cursor);
    if (after) {
      const places = after.map((part) => `$${parameters.push(part)}`);
      // The first condition is the one that the key's index understands.
      conditions.push(`occurred_at >= ${places[0]}`, `(${ORDER}) > (${places.join(', ')})`);
    }
    const rows = await tx.query<TransactionRow[]>(
      `SELECT ${COLUMNS} FROM transaction WHERE ${conditions.join(' AND ')} ORDER BY ${ORDER} LIMIT $2`,
      parameters,
    );
    const views = await viewsOf(tx, rows);
    return toPage(
      views,
      limit,
      (view) => view,
      (last) => [last.occurredAt.toISOString(), String(last.line), String(last.id)],
    );
  }

  /**
   * Those that made a finding, in the order of time. `from` and `to`, both inclusive, are the first and last of them:
   * a history is found by time, not by id.
   */
  async transactionsByIds(
    tx: Tx,
    terminalId: string,
    from: Date,
    to: Date,
    ids: readonly number[],
  ): Promise<TransactionView[]> {
    const rows = await tx.query<TransactionRow[]>(
      `SELECT ${COLUMNS} FROM transaction
       WHERE terminal_id = $1 AND occurred_at BETWEEN $2 AND $3 AND id = ANY($4::bigint[]) ORDER BY ${ORDER}`,
      [terminalId, from, to, ids],
    );
    return viewsOf(tx, rows);
  }
}

/** @throws DomainError INVALID_REQUEST */
function placeOf(cursor: string | undefined): readonly [at: Date, line: string, id: string] | null {
  const [at, line, id] = cursorParts(cursor, 3);
  if (at === undefined || line === undefined || id === undefined) return null;
  const instant = readInstant(at);
  if (!instant || !/^\d{1,9}$/.test(line) || !/^\d{1,15}$/.test(id)) throw badCursor();
  return [instant, line, id];
}

async function viewsOf(tx: Tx, rows: readonly TransactionRow[]): Promise<TransactionView[]> {
  const appends = await tx.query<{ id: string }[]>(
    'SELECT id FROM history_append WHERE id = ANY($1::uuid[])',
    [[...new Set(rows.map(({ importId }) => importId))]],
  );
  const appended = new Set(appends.map(({ id }) => id));
  return rows.map((row) => {
    const isAppended = appended.has(row.importId);
    return {
      ...row,
      id: Number(row.id),
      amountFen: Number(row.amountFen),
      importId: isAppended ? null : row.importId,
      appendId: isAppended ? row.importId : null,
    };
  });
}
