import { Client } from 'pg';
import type { TestDatabase } from './test-database';
import { waitFor } from './wait-for';

/** A backend that stands at the barrier, as Postgres itself tells it. */
export interface Waiting {
  readonly pid: number;
  readonly query: string;
  readonly lock: string;
  readonly blockedBy: readonly number[];
}

/**
 * A third connection holds a case's row, so that whoever acts on the case stands still at its lock until all are
 * there. That they were all waiting is asked of Postgres, not assumed.
 */
export class RowBarrier {
  private constructor(
    private readonly database: TestDatabase,
    private readonly pid: number,
  ) {}

  /**
   * Holds the row of this case, or whatever `sql` takes hold of, while `gather` sees to it that all are there; then
   * lets go, whatever happened.
   */
  static async during<T>(
    database: TestDatabase,
    number: string,
    gather: (barrier: RowBarrier) => Promise<T>,
    sql = 'SELECT 1 FROM freeze_case WHERE number = $1 FOR UPDATE',
  ): Promise<T> {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('BEGIN');
      await holder.query(sql, sql.includes('$1') ? [number] : []);
      const { rows } = await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const result = await gather(new RowBarrier(database, rows[0]?.pid ?? 0));
      await holder.query('COMMIT');
      return result;
    } finally {
      await holder.end();
    }
  }

  /** Resolves when this many connections wait, directly or in a row, for what is held here. */
  async waiting(count: number): Promise<readonly Waiting[]> {
    return waitFor(`${count} connections to wait at the barrier`, async () => {
      const queue = await this.queue();
      return queue.length >= count ? queue : null;
    });
  }

  private async queue(): Promise<readonly Waiting[]> {
    const blocked = await this.database.query<Waiting>(
      `SELECT a.pid, a.query, l.locktype AS lock, pg_blocking_pids(a.pid) AS "blockedBy"
       FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND NOT l.granted
       WHERE a.datname = current_database() AND a.wait_event_type = 'Lock'
       ORDER BY l.waitstart, a.pid`,
    );
    const held = new Set([this.pid]);
    // The first waits for the holder, the next for the first.
    for (let found = true; found;) {
      found = false;
      for (const { pid, blockedBy } of blocked) {
        if (held.has(pid) || !blockedBy.some((blocker) => held.has(blocker))) continue;
        held.add(pid);
        found = true;
      }
    }
    return blocked.filter(({ pid }) => held.has(pid));
  }
}
