import { systemActor } from '@thaw/kernel';
import type { Database } from '@thaw/platform';

/** Whether the login of this database owns the tables: whoever does could write every row anyway. */
export async function ownsTables(database: Database): Promise<boolean> {
  const [row] = await database.asActor(systemActor('setup'), (tx) =>
    tx.query<{ owner: boolean }[]>(
      `SELECT pg_has_role(session_user, relowner, 'MEMBER') AS owner FROM pg_class WHERE oid = 'app_user'::regclass`,
    ),
  );
  return row?.owner ?? false;
}
