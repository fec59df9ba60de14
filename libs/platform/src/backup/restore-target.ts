import { Client } from 'pg';

/** What a database is, before anything of it is touched. */
export type RestoreTarget =
  /** There is no table in it. */
  | { readonly is: 'empty' }
  /** It has our tables, as these migrations made them, and nothing that anybody entered. */
  | { readonly is: 'unused'; readonly migrations: readonly string[] }
  /** `table` has rows, or is none of ours. */
  | { readonly is: 'used'; readonly table: string };

/** Without a row in any of these nobody has worked with a desk. */
const FIRST_FILLED = ['app_user', 'api_key', 'merchant', 'freeze_case', 'history_import'];

/** @param ownerUrl of a database that may not have been set up. @throws what the driver says where it cannot be reached */
export async function restoreTarget(ownerUrl: string): Promise<RestoreTarget> {
  const client = new Client({
    connectionString: ownerUrl,
    options: '-c thaw.actor=system:owner -c thaw.desk=on -c thaw.cases=on',
  });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       ORDER BY relname`,
    );
    const [first] = tables;
    if (first === undefined) return { is: 'empty' };
    if (!tables.some(({ name }) => name === 'schema_migration')) return { is: 'used', table: first.name };
    for (const table of FIRST_FILLED) {
      if (!tables.some(({ name }) => name === table)) continue;
      const { rowCount } = await client.query(`SELECT FROM ${table} LIMIT 1`);
      if (rowCount) return { is: 'used', table };
    }
    const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migration ORDER BY id');
    return { is: 'unused', migrations: rows.map(({ name }) => name) };
  } finally {
    await client.end();
  }
}
