import { migrate, readConfig } from '@thaw/platform';
import { MIGRATIONS } from '../../../../migrations';
import type { Desk } from './desk';
import { deskPort } from './desk-port';

/**
 * A desk on a database of the operator's: everything is configured, nothing is made up and nothing is seeded.
 * @throws ConfigError naming what is missing.
 */
export async function openExternalDesk(given: NodeJS.ProcessEnv): Promise<Desk> {
  const { host, databaseOwnerUrl } = readConfig(given);
  // What only the migration needs is not handed to the processes that serve.
  const env = {
    ...given,
    DATABASE_OWNER_URL: '',
    THAW_PORT: String(await deskPort(host, given)),
    THAW_SANDBOX: 'false',
  };
  const config = readConfig(env);
  const applied = await migrate(databaseOwnerUrl, MIGRATIONS);
  return { env, config, demo: null, applied, gatewaySimulator: false, close: () => Promise.resolve() };
}
