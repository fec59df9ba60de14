import type { Tx } from '@thaw/platform';

/**
 * Whoever writes a chunk of an import, or cancels it, comes in the order of asking: by the lock of its row alone whoever writes
 * chunk after chunk could pass by one that waits.
 */
export const takeTurn = (tx: Tx, importId: string): Promise<unknown> =>
  tx.query(`SELECT pg_advisory_xact_lock(hashtextextended('history_import turn ' || $1::text, 0))`, [
    importId,
  ]);
