import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const FILE = join(__dirname, '../expectations/audited-tables.csv');

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

interface Row {
  readonly table: string;
  readonly audited: string;
  readonly why: string;
}
const expected: readonly Row[] = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [table = '', audited = '', ...why] = line.split(',');
    return { table, audited, why: why.join(',') };
  });

const TRIGGERS: Readonly<Record<string, readonly string[]>> = {
  row: ['audit_change DELETE INSERT UPDATE', 'audit_truncation TRUNCATE'],
  statement: [
    'audit_deletes DELETE',
    'audit_inserts INSERT',
    'audit_truncation TRUNCATE',
    'audit_updates UPDATE',
  ],
  no: [],
};

it('says of every table how it is audited, or why not, and the tables have just these triggers', async () => {
  const tables = await database.query<{ name: string; triggers: string[] }>(
    `SELECT c.relname AS name, coalesce(array_agg(t.tgname
         || CASE WHEN t.tgtype::int & 8 > 0 THEN ' DELETE' ELSE '' END
         || CASE WHEN t.tgtype::int & 4 > 0 THEN ' INSERT' ELSE '' END
         || CASE WHEN t.tgtype::int & 16 > 0 THEN ' UPDATE' ELSE '' END
         || CASE WHEN t.tgtype::int & 32 > 0 THEN ' TRUNCATE' ELSE '' END
         ORDER BY t.tgname) FILTER (WHERE t.tgenabled = 'O'), '{}') AS triggers
     FROM pg_class c LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname LIKE 'audit\\_%'
       AND c.relname NOT LIKE 'audit\\_%'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  );
  expect(tables.map(({ name, triggers }) => [name, triggers])).toEqual(
    expected.map(({ table, audited }) => [table, TRIGGERS[audited]]),
  );
  for (const { table, why } of expected) expect([table, why.length > 4]).toEqual([table, true]);
});

it('names rows by what stays what it is: columns that a key or a constraint knows, none of them personal', async () => {
  const named = await database.query<{ table: string; keys: string[]; given: string[] }>(
    `SELECT c.relname AS table, (convert_from(substring(t.tgargs FROM 1 FOR position('\\x00'::bytea IN t.tgargs) - 1), 'UTF8'))::text[] AS keys,
       array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) AS given
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = 'audit_change'`,
  );
  expect(named.length).toBe(expected.filter(({ audited }) => audited === 'row').length);
  const personal = /name|login|address|phone|mail|account|card|body|text|words/;
  for (const { table, keys, given } of named) {
    expect([table, keys.filter((key) => !given.includes(key))]).toEqual([table, []]);
    expect([table, keys.filter((key) => personal.test(key))]).toEqual([table, []]);
  }
});
