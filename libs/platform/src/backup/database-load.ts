import { finished } from 'node:stream/promises';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';
import { rawConnection, type Tx } from '../database/database';
import { quoted, type SequenceValue, type TableColumns } from './catalogue';

interface Constraint {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/**
 * Tables that take rows as they were: no trigger, no policy and no reference asks anything until {@link close}, which
 * makes every reference anew and so holds all rows against it. In one transaction of who owns the tables, so that a
 * database is loaded whole or not at all, without being a superuser.
 */
export class OpenTables {
  private constructor(
    private readonly tx: Tx,
    private readonly forced: readonly string[],
    private readonly guarded: readonly string[],
    private readonly references: readonly Constraint[],
  ) {}

  /** Whatever is in `tables` goes. */
  static async open(tx: Tx, tables: readonly TableColumns[]): Promise<OpenTables> {
    const references = await tx.query<Constraint[]>(
      `SELECT conrelid::regclass::text AS table, conname AS name, pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = 'public'::regnamespace`,
    );
    for (const { table, name } of references)
      await tx.query(`ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`);
    const guarded = await namesOf(
      tx,
      `EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgparentid = 0)`,
    );
    const forced = await namesOf(tx, 'c.relforcerowsecurity');
    for (const table of guarded) await tx.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
    for (const table of forced) await tx.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
    await tx.query(`TRUNCATE ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')}`);
    return new OpenTables(tx, forced, guarded, references);
  }

  /** @returns how many rows the server took. */
  async load({ name, columns }: TableColumns, rows: AsyncIterable<Buffer>): Promise<number> {
    const connection = await rawConnection<Client>(this.tx);
    const copy = from(
      `COPY public.${quoted(name)} (${columns.map(quoted).join(', ')}) FROM STDIN (FORMAT binary)`,
    );
    const stream = connection.query(copy);
    const done = finished(stream);
    // Awaited below; until then the server's refusal waits, and is not nobody's.
    const stopped = { refused: false };
    done.catch(() => (stopped.refused = true));
    try {
      for await (const piece of rows)
        await Promise.race([done, new Promise((resolve) => stream.write(piece, resolve))]);
      stream.end();
    } catch (error) {
      if (!stopped.refused) stream.destroy(error as Error);
      await done.catch(() => undefined);
      throw error;
    }
    await done;
    return copy.rowCount;
  }

  async close(sequences: readonly SequenceValue[]): Promise<void> {
    for (const { name, last, isCalled } of sequences)
      await this.tx.query('SELECT setval($1::regclass, $2, $3)', [`public.${quoted(name)}`, last, isCalled]);
    for (const { table, name, definition } of this.references)
      await this.tx.query(`ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`);
    for (const table of this.forced) await this.tx.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    for (const table of this.guarded) await this.tx.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  }
}

async function namesOf(tx: Tx, condition: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }[]>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND ${condition} ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
