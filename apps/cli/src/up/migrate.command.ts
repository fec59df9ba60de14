import { migrate, readConfig } from '@thaw/platform';
import { MIGRATIONS } from '../../../../migrations';

/** `thaw migrate`: brings the configured database up to date, as its owner. Safe to run twice and at once. */
export async function runMigrate(): Promise<number> {
  const applied = await migrate(readConfig(process.env).databaseOwnerUrl, MIGRATIONS);
  process.stdout.write(
    applied.length === 0
      ? '数据库已是最新。  The database is up to date.\n'
      : `已应用 Applied: ${applied.join(', ')}\n`,
  );
  return 0;
}
