import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';

/** Knows which terminals have a history. */
@Injectable()
export class HistoriesQuery {
  /** Those among these terminals that have rows, or blocks. One look at an index for each. */
  async withHistory(tx: Tx, terminalIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT wanted.id FROM unnest($1::uuid[]) AS wanted (id), LATERAL (
         (SELECT FROM transaction WHERE terminal_id = wanted.id LIMIT 1) UNION ALL
         (SELECT FROM history_block WHERE terminal_id = wanted.id LIMIT 1) LIMIT 1) AS history`,
      [terminalIds],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Transactions before this time are no longer held; null where none were dropped. */
  async droppedBefore(tx: Tx): Promise<Date | null> {
    const [row] = await tx.query<{ before: Date | null }[]>('SELECT max(before) AS before FROM history_drop');
    return row?.before ?? null;
  }
}
