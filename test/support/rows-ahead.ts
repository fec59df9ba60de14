import type { TestDatabase } from './test-database';
import { waitFor } from './wait-for';

/** Waits until the server has taken rows of an upload that is still coming in. @returns the backend that has them. */
export const rowsAhead = (database: TestDatabase): Promise<number> =>
  waitFor(
    'rows ahead',
    async () => {
      const [copy] = await database.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_progress_copy WHERE datname = current_database()
           AND relid = 'transaction_rows'::regclass AND tuples_processed > 10000`,
      );
      return copy?.pid ?? null;
    },
    { withinMs: 60_000, everyMs: 5 },
  );
