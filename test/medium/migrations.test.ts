import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS } from '../../migrations';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

let database: TestDatabase;
beforeAll(async () => (database = await createTestDatabase()));
afterAll(() => database.drop());

it('lists every migration of the folder, in order', () => {
  const files = readdirSync(join(__dirname, '../../migrations'))
    .filter((name) => /^\d+-[a-z-]+\.ts$/.test(name))
    .sort();
  expect(MIGRATIONS.map((migration) => /\d+$/.exec(migration.name)?.[0])).toEqual(
    files.map((name) => name.split('-')[0]),
  );
});

it('gives the serving role no table to own and no way to rewrite events', async () => {
  const owned = await database.query(
    `SELECT relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = 'thaw_serving'`,
  );
  expect(owned).toEqual([]);
  const grants = await database.query<{ privilege_type: string }>(
    `SELECT privilege_type FROM information_schema.role_table_grants
     WHERE grantee = 'thaw_serving' AND table_name = 'case_event' ORDER BY 1`,
  );
  expect(grants.map((grant) => grant.privilege_type)).toEqual(['INSERT', 'SELECT']);
});
