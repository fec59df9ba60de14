import '@thaw/cases';
import '@thaw/identity';
import '@thaw/notifications';
import { PreventionLetter, PreventionReminder, TerminalPrevention } from '@thaw/registry';
import { StandingCard, StandingFindingPart, StandingScan } from '@thaw/risk';
import { ClockReminder } from '@thaw/sla';
import { HistoryBlockRow, HistoryDropRow, RoutedReject } from '@thaw/transactions';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, getMetadataArgsStorage, type EntityMetadata } from 'typeorm';
import { PROJECT_ROOT } from '../support/process-peer';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

/** The platform's own tables, the audit, keys and counts of histories, the live feed and parts of tables are spoken to in SQL alone. */
const WITHOUT_ENTITY = [
  'audit_checkpoint',
  'audit_inbox',
  'audit_node',
  'audit_record',
  'case_erasure',
  'case_number',
  'case_placing',
  'desk',
  'erasure_mark',
  'finding_rows',
  'history_block_rows',
  'history_key',
  'history_ledger',
  'idempotency_key',
  'import_reject_rows',
  'legal_hold',
  'live_event',
  'outbox',
  'person_erasure',
  'routed_reject_rows',
  'sandbox_clock',
  'schema_migration',
  'transaction_rows',
];

interface TableColumn {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
}
interface TableIndex {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly isUnique: boolean;
  readonly isPrimary: boolean;
  readonly where: string | null;
}

/** Indexes that no entity speaks of: on an expression, or of service to one statement. */
const UNDECLARED = [
  'app_user_login',
  'case_search_case',
  'evidence_file_blob',
  'evidence_file_quarantined',
  'freeze_case_closed',
  'freeze_case_counted',
  'freeze_case_counted_due',
  'freeze_case_due',
  'freeze_case_owner_changed',
  'freeze_case_owner_due',
  'freeze_case_owner_opened',
  'freeze_case_owner_urgent',
  'freeze_case_queue_changed',
  'freeze_case_queue_due',
  'freeze_case_queue_open_changed',
  'freeze_case_queue_opened',
  'freeze_case_queue_urgent',
  'freeze_case_state_due',
  'freeze_case_state_urgent',
  'freeze_case_urgent',
  'history_import_terminal',
  'history_import_unfinished',
  'measure_ending',
  'measure_holding',
  'message_file_blob',
  'message_file_quarantined',
  'message_file_unsent',
  'note_file_blob',
  'note_file_quarantined',
  'note_file_unsent',
  'proof_file_blob',
  'proof_file_quarantined',
  'proof_file_uploaded',
  'session_user_id',
  'terminal_by_number',
];

let database: TestDatabase;
let source: DataSource;
let columns: readonly TableColumn[];
let indexes: readonly TableIndex[];

beforeAll(async () => {
  database = await createTestDatabase();
  // TypeORM's store is the process's, and may still know the classes of test files before this one: ours are the last.
  const latest = new Map(
    getMetadataArgsStorage().tables.map(({ name, target }) => [name, target as () => void]),
  );
  const entities = [...latest.values()];
  source = await new DataSource({ type: 'postgres', url: database.url, entities }).initialize();
  columns = await database.query<TableColumn>(
    `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type,
            NOT a.attnotnull AS nullable
     FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY 1, 2`,
  );
  indexes = await database.query<TableIndex>(
    `SELECT regexp_replace(c.relname, '_rows$', '') AS "table", i.relname AS name, x.indisunique AS "isUnique", x.indisprimary AS "isPrimary",
            pg_get_expr(x.indpred, x.indrelid) AS "where",
            ARRAY(SELECT a.attname::text FROM unnest(x.indkey) WITH ORDINALITY AS k (attnum, n)
                  JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.attnum ORDER BY k.n) AS columns
     FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
     WHERE c.relnamespace = 'public'::regnamespace`,
  );
});
afterAll(async () => {
  await source.destroy();
  await database.drop();
});

/** A predicate as Postgres reads it, so that two ways to write one are the same. */
async function asRead({ tableName, columns: [column] }: EntityMetadata, where: string): Promise<string> {
  await database.query('BEGIN');
  try {
    await database.query(`CREATE INDEX probe ON ${tableName} (${column!.databaseName}) WHERE ${where}`);
    const [probe] = await database.query<{ where: string }>(
      `SELECT pg_get_expr(indpred, indrelid) AS "where" FROM pg_index WHERE indexrelid = 'probe'::regclass`,
    );
    return probe!.where;
  } finally {
    await database.query('ROLLBACK');
  }
}

const typeOf = (metadata: EntityMetadata): TableColumn[] =>
  metadata.columns
    .map((column) => ({
      table: metadata.tableName,
      column: column.databaseName,
      type: source.driver.normalizeType(column) + (column.isArray ? '[]' : ''),
      nullable: column.isNullable,
    }))
    .sort((a, b) => (a.column < b.column ? -1 : 1));

it('knows every entity that the rooms declare', () => {
  const files = readdirSync(join(PROJECT_ROOT, 'libs'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.entity.ts'),
  );
  const declared = files.flatMap((name) => [
    ...readFileSync(join(PROJECT_ROOT, 'libs', name), 'utf8').matchAll(/^@Entity\('(\w+)'\)/gm),
  ]);
  expect(source.entityMetadatas.map(({ tableName }) => tableName).sort()).toEqual(
    declared.map(([, table]) => table).sort(),
  );
  expect(declared.length).toBeGreaterThan(20);
  // Those that SQL alone writes and reads are declared all the same.
  const spokenToInSql = [
    ClockReminder,
    HistoryBlockRow,
    HistoryDropRow,
    PreventionLetter,
    PreventionReminder,
    RoutedReject,
    StandingCard,
    StandingFindingPart,
    StandingScan,
    TerminalPrevention,
  ];
  for (const entity of spokenToInSql) expect(source.hasMetadata(entity)).toBe(true);
});

it('has an entity for every table but the platform’s own, and no entity without a table', () => {
  const tables = [...new Set(columns.map(({ table }) => table))];
  const entities = source.entityMetadatas.map(({ tableName }) => tableName);
  expect(tables.filter((table) => !entities.includes(table)).sort()).toEqual(WITHOUT_ENTITY);
  expect(entities.filter((table) => !tables.includes(table))).toEqual([]);
});

it('has the same columns on both sides, of the same type and nullability, and the same key', () => {
  for (const metadata of source.entityMetadatas) {
    const there = columns.filter(({ table }) => table === metadata.tableName);
    expect(typeOf(metadata)).toEqual([...there].sort((a, b) => (a.column < b.column ? -1 : 1)));
    const key = indexes.find(({ table, isPrimary }) => isPrimary && table === metadata.tableName);
    const declared = metadata.primaryColumns.map(({ databaseName }) => databaseName);
    expect([metadata.tableName, [...declared].sort()]).toEqual([
      metadata.tableName,
      [...(key?.columns ?? [])].sort(),
    ]);
  }
});

it('has every index and unique that an entity declares, by its name and just so', async () => {
  let checked = 0;
  for (const metadata of source.entityMetadatas) {
    const here = indexes.filter(({ table, isPrimary }) => table === metadata.tableName && !isPrimary);
    for (const index of metadata.indices) {
      expect(here).toContainEqual({
        table: metadata.tableName,
        name: index.name,
        columns: index.columns.map(({ databaseName }) => databaseName),
        isUnique: index.isUnique,
        isPrimary: false,
        where: index.where ? await asRead(metadata, index.where) : null,
      });
      checked++;
    }
    for (const unique of metadata.uniques) {
      // A unique that is declared on its column alone has the name that Postgres gives it.
      const wanted = unique.columns.map(({ databaseName }) => databaseName);
      const name = unique.givenName ?? `${metadata.tableName}_${wanted.join('_')}_key`;
      expect(here).toContainEqual({ table: metadata.tableName, name, columns: wanted, isUnique: true, isPrimary: false, where: null }); // prettier-ignore
      checked++;
    }
  }
  process.stdout.write(
    `entities: ${source.entityMetadatas.length} tables, ${columns.length} columns, ${checked} indexes\n`,
  );
  expect(checked).toBeGreaterThan(30);
});

it('leaves no index of the migrations undeclared but a few that are known', () => {
  const declared = new Set(
    source.entityMetadatas.flatMap(({ tableName, indices, uniques }) => [
      ...indices.map(({ name }) => name),
      ...uniques.map(({ givenName, columns: of }) => givenName ?? `${tableName}_${of.map(({ databaseName }) => databaseName).join('_')}_key`),
    ]),
  );
  const entities = source.entityMetadatas.map(({ tableName }) => tableName);
  const undeclared = indexes.filter(({ table, name, isPrimary }) => entities.includes(table) && !isPrimary && !declared.has(name));
  expect(undeclared.map(({ name }) => name).sort()).toEqual(UNDECLARED);
}); // prettier-ignore
