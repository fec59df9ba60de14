import { migrate } from '@thaw/platform';
import { readCliSettings } from '@thaw/platform/config';
import { MIGRATIONS } from '../../../../migrations';

/** `thaw migrate`: brings the database up to date, as its owner. It needs no key and no other setting. */
export async function runMigrate(_args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const { DATABASE_OWNER_URL, DATABASE_URL } = readCliSettings(env, 'DATABASE_OWNER_URL', 'DATABASE_URL');
  const ownerUrl = DATABASE_OWNER_URL || DATABASE_URL;
  if (!ownerUrl) {
    process.stderr.write(
      '请设置 DATABASE_OWNER_URL 或 DATABASE_URL。  Set DATABASE_OWNER_URL or DATABASE_URL.\n',
    );
    return 2;
  }
  const applied = await migrate(ownerUrl, MIGRATIONS);
  process.stdout.write(
    applied.length === 0
      ? '数据库已是最新。  The database is up to date.\n'
      : `已应用 Applied: ${applied.join(', ')}\n`,
  );
  return 0;
}
