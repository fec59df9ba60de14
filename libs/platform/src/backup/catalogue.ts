import type { Tx } from '../database/database';

export interface TableColumns {
  readonly name: string;
  /** In their order; generated ones are left out, since they follow from the others. */
  readonly columns: readonly string[];
}

export interface SequenceValue {
  readonly name: string;
  readonly last: string;
  readonly isCalled: boolean;
}

/** The names of migrations that this database has seen, in the order of seeing them. */
export async function migrationsSeen(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.query<{ name: string }[]>('SELECT name FROM schema_migration ORDER BY id');
  return rows.map(({ name }) => name);
}

/** Every table of ours; of one in parts the whole, never a part. What migrations were seen is not a table to be kept. */
export const tablesOf = (tx: Tx): Promise<TableColumns[]> =>
  tx.query<TableColumns[]>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND c.relname <> 'schema_migration'
     GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  );

/** Years of transactions that have a part of their own. */
export async function openYears(tx: Tx): Promise<readonly number[]> {
  const rows = await tx.query<{ year: number }[]>(
    `SELECT substring(relname FROM '\\d{4}$')::integer AS year FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relispartition AND relkind = 'r' AND relname ~ '^transaction_\\d{4}$'
     ORDER BY year`,
  );
  return rows.map(({ year }) => year);
}

/** As they are at this moment, which is no earlier than any row of the snapshot. */
export const sequencesOf = (tx: Tx): Promise<SequenceValue[]> =>
  tx.query<SequenceValue[]>(
    `SELECT sequencename AS name, coalesce(last_value, start_value)::text AS last, last_value IS NOT NULL AS "isCalled"
     FROM pg_sequences WHERE schemaname = 'public' AND sequencename NOT LIKE 'schema\\_migration%' ORDER BY sequencename COLLATE "C"`,
  );

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
