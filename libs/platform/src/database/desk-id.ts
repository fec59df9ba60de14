import { systemActor } from '@thaw/kernel';
import type { Database } from './database';

/** What tells this desk from every other: drawn when its database was made. */
export async function deskId(database: Database): Promise<string> {
  const [row] = await database.asActor(systemActor('worker'), (tx) =>
    tx.query<{ id: string }[]>('SELECT id FROM desk'),
  );
  if (!row) throw new Error('the database has no row in desk: it was not made by the migrations');
  return row.id;
}
