import { migrate, readConfig } from '@thaw/platform';
import { MIGRATIONS } from '../../../../migrations';
import type { Desk } from './desk';
import { deskPort } from './desk-port';

/**
 * A desk on a database of the operator's: everything is configured, nothing is made up and nothing is seeded.
 * @throws ConfigError naming what is missing.
 */
export async function openExternalDesk(): Promise<Desk> {
  const { host } = readConfig(process.env);
  // What only the migration needs is not handed to the processes that serve.
  const env = {
    ...process.env,
    DATABASE_OWNER_URL: '',
    THAW_PORT: String(await deskPort(host)),
    THAW_SANDBOX: 'false',
  };
  const config = readConfig(env);
  const applied = await migrate(readConfig(process.env).databaseOwnerUrl, MIGRATIONS);
  return { env, config, demo: null, applied, gatewaySimulator: false, close: () => Promise.resolve() };
}
