import type { TestDatabase } from '../support/test-database';

/** One column of a table, as far as a row needs to know. */
export interface RowColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly needed: boolean;
  /** The table that it refers to by its id. */
  readonly refers: string | null;
  /** The first of the words that a check lets it be. */
  readonly word: string | null;
}

type Shape = (nth: string) => unknown;

/** Values of columns that have a shape of their own, wherever they stand, or of one table where it says so. */
const SHAPED: { readonly [column: string]: Shape } = {
  'audit_record.entry': () => '{"at": "x", "kind": "x", "actor": "x", "subject": "x"}',
  'audit_record.seq': (nth) => nth,
  merchant_no: (nth) => `00100000000${nth}`,
  terminal_no: (nth) => `1000${nth}`,
  social_credit_code: (nth) => `91110000MA0000${nth}`,
  mcc: () => '5411',
  currency: () => 'CNY',
  acquirer_code: () => '00000001',
  'away.until_at': () => '2026-02-01',
  'case_search.merchant_sees': () => true,
  'evidence_item.code': () => 'E01',
  'manual_confirmation.noted': () => true,
  'measure.level': () => 'F1',
  'prevention_import.lines_total': () => 3,
  'quality_plan.draws_from': () => '2026-01',
  'quality_draw.month': () => '2026-01',
  'webhook_delivery.event_id': (nth) => `msg_${nth.padStart(32, '0')}`,
};

/**
 * Rows that have what their table needs and no more, made from the catalogue: a table that comes tomorrow has some too.
 * They are put in with triggers and references off, as the owner may.
 */
export class BareRows {
  private made = 1000;

  private constructor(
    private readonly database: TestDatabase,
    private readonly columns: readonly RowColumn[],
  ) {}

  static async of(database: TestDatabase): Promise<BareRows> {
    await database.query('SET session_replication_role = replica');
    return new BareRows(database, await database.query<RowColumn>(COLUMNS));
  }

  columnsOf(table: string): readonly RowColumn[] {
    return this.columns.filter((column) => column.table === table);
  }

  /** @param given by column; of what is left out, what the table needs is made up. */
  async put(table: string, given: { readonly [column: string]: unknown } = {}): Promise<void> {
    const { sql, values } = this.statement(table, given);
    await this.database.query(sql, values);
  }

  /** @param into another table of the same columns. */
  statement(
    table: string,
    given: { readonly [column: string]: unknown },
    into = table,
  ): { readonly sql: string; readonly values: unknown[] } {
    const columns = this.columnsOf(table).filter(({ column, needed }) => needed || column in given);
    const names = columns.map(({ column }) => column);
    const nth = String((this.made += 1));
    const values = columns.map((column) =>
      column.column in given ? given[column.column] : madeUp(column, nth),
    );
    const sql = `INSERT INTO ${into} (${names.map((name) => `"${name}"`).join(', ')}) OVERRIDING SYSTEM VALUE
      VALUES (${columns.map(({ type }, index) => `$${index + 1}::${type}`).join(', ')})`;
    return { sql, values };
  }
}

function madeUp({ table, column, type, word }: RowColumn, nth: string): unknown {
  const shaped = SHAPED[`${table}.${column}`] ?? SHAPED[column];
  if (shaped !== undefined) return shaped(nth);
  if (word !== null) return word;
  if (type.endsWith('[]')) return '{}';
  switch (type) {
    case 'uuid':
      return '00000000-0000-4000-8000-00000000000f';
    case 'text':
      return `x${nth}`;
    case 'boolean':
      return false;
    case 'jsonb':
      return '{}';
    case 'bytea':
      return Buffer.alloc(32, nth);
    case 'date':
      return '2026-01-01';
    case 'timestamp with time zone':
      return '2026-01-01T00:00:00Z';
    default:
      return 1;
  }
}

/** What lies in a part of its own has references and checks there. */
const COLUMNS = `
  SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
    a.attnotnull AND NOT a.atthasdef AND a.attidentity = '' AS needed,
    (SELECT k.confrelid::regclass::text FROM pg_constraint k JOIN pg_attribute of ON of.attrelid = k.conrelid AND of.attnum = k.conkey[1]
     WHERE k.contype = 'f' AND k.conrelid IN (c.oid, to_regclass(c.relname || '_rows')) AND of.attname = a.attname
     ORDER BY cardinality(k.conkey) LIMIT 1) AS refers,
    (SELECT substring(pg_get_constraintdef(k.oid) FROM '\\(\\(' || a.attname || ' = ANY \\(ARRAY\\[''([^'']*)''')
     FROM pg_constraint k JOIN pg_attribute of ON of.attrelid = k.conrelid AND ARRAY[of.attnum] = k.conkey
     WHERE k.contype = 'c' AND k.conrelid IN (c.oid, to_regclass(c.relname || '_rows')) AND of.attname = a.attname
     ORDER BY 1 NULLS LAST LIMIT 1) AS word
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = ''
  ORDER BY 1, a.attnum`;
