import type { Client } from 'pg';
import { rawConnection, type Tx } from './database';

/** So many statements a connection keeps with their plans; whatever comes later is planned each time. */
const KEPT_MOST = 100;

const keptBy = new WeakMap<object, Map<string, string>>();

/**
 * The rows of a statement that a connection plans once, when it has come a few times, and not each time: of a short
 * statement on a table with many indexes the plan costs more than what it does. Only for statements that have one right
 * plan whatever the values are, with no LIMIT among them: of a value that it does not know the planner expects a tenth
 * of all rows.
 */
export async function plannedOnce<R extends object>(
  tx: Tx,
  text: string,
  values: readonly unknown[],
): Promise<R[]> {
  // The planner does not see a value in a sub-select. If it did, it would plan each time wherever the very values seem to
  // make that worth while.
  const hidden = text.replace(/\$\d+::(\w+(?: precision)?(?:\[\])?)/g, '(SELECT $&)::$1');
  const connection = await rawConnection<Client>(tx);
  const kept = keptBy.get(connection) ?? new Map<string, string>();
  keptBy.set(connection, kept);
  if (!kept.has(text) && kept.size < KEPT_MOST) kept.set(text, `kept_${kept.size}`);
  const name = kept.get(text);
  const { rows } = await connection.query<R>({
    text: hidden,
    values: [...values],
    ...(name === undefined ? {} : { name }),
  });
  return rows;
}
