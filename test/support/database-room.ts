import { systemActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { createTestDatabase, type TestDatabase } from './test-database';

export const SETUP = systemActor('setup');

/** Who a transaction is, as the database itself sees it. */
export interface Identity {
  readonly pid: number;
  readonly role: string;
  readonly actor: string;
  readonly merchant: string;
}

/** A database with one table of pages, and the {@link Database}s of a test that write on it. */
export class DatabaseRoom {
  private readonly opened: Database[] = [];

  private constructor(readonly peer: TestDatabase) {}

  static async prepare(): Promise<DatabaseRoom> {
    const peer = await createTestDatabase();
    await peer.query('CREATE TABLE page (words text PRIMARY KEY)');
    await peer.query('GRANT SELECT, INSERT ON page TO thaw_serving');
    return new DatabaseRoom(peer);
  }

  /** Closed by {@link clear}. */
  open(databasePoolSize: number, databaseUrl = this.peer.url): Database {
    const made = new Database({ databaseUrl, databasePoolSize });
    this.opened.push(made);
    return made;
  }

  async clear(): Promise<void> {
    await Promise.all(this.opened.splice(0).map((each) => each.onApplicationShutdown()));
    await this.peer.query('DELETE FROM page');
  }

  /** What was committed. */
  async pages(): Promise<string[]> {
    const rows = await this.peer.query<{ words: string }>('SELECT words FROM page ORDER BY words');
    return rows.map(({ words }) => words);
  }

  /** Ends this serving connection, or all of them, as a restart of the server would. */
  async kill(pid?: number): Promise<void> {
    await this.peer.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'thaw' AND ($1::int IS NULL OR pid = $1)`,
      [pid ?? null],
    );
  }
}

export const write = (tx: Tx, words: string): Promise<unknown> =>
  tx.query('INSERT INTO page (words) VALUES ($1)', [words]);

export async function whoIs(tx: Tx): Promise<Identity> {
  const [identity] = await tx.query<Identity[]>(
    `SELECT pg_backend_pid() AS pid, current_user AS role, current_setting('thaw.actor', true) AS actor,
       current_setting('thaw.merchant', true) AS merchant`,
  );
  return identity as Identity;
}
