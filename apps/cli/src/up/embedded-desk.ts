import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { systemActor } from '@thaw/kernel';
import { Database, EmbeddedPostgres, freePort, migrate, readConfig, type Outage } from '@thaw/platform';
import { MIGRATIONS } from '../../../../migrations';
import type { Desk } from './desk';
import type { DeskHome } from './desk-home';
import { deskPort } from './desk-port';
import { deskSecrets, type DeskSecrets } from './desk-secrets';

/** The embedded cluster serves this desk alone, so the database that initdb makes is the desk's own. */
export const DATABASE = 'postgres';
const SERVING_LOGIN = 'thaw_server';
/** The demo is for this machine only: its accounts are known to everyone. */
const HOST = '127.0.0.1';

/** A desk that brings its own PostgreSQL, keys, terminal system and demo data. */
export async function openEmbeddedDesk(
  home: DeskHome,
  given: NodeJS.ProcessEnv,
  log: (line: string) => void,
  say: (line: string) => void,
): Promise<Desk> {
  const secrets = deskSecrets(home);
  const postgres = await startPostgres(home, secrets, log, say);
  try {
    const ownerUrl = postgres.url(DATABASE);
    const applied = await migrate(ownerUrl, MIGRATIONS);
    await giveServingLogin(ownerUrl, secrets.servingPassword);
    const env = await embeddedEnv(home, given, secrets, ownerUrl);
    const config = readConfig(env);
    // Loaded here and not above: the rooms it fills are of no use to a desk on a database of the operator's.
    const { seed } = await import('../seed/seed.js');
    const demo = await seed(config);
    return { env, config, demo, applied, gatewaySimulator: true, close: () => postgres.stop() };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

export async function startPostgres(
  home: DeskHome,
  secrets: DeskSecrets,
  log: (line: string) => void,
  say: (line: string) => void,
): Promise<EmbeddedPostgres> {
  if (!existsSync(home.pgReady)) rmSync(home.pgData, { recursive: true, force: true });
  const postgres = new EmbeddedPostgres({
    dataDir: home.pgData,
    password: secrets.ownerPassword,
    onLog: log,
    onOutage: (outage) => say(outageWords(outage)),
  });
  await postgres.start();
  writeFileSync(home.pgReady, '');
  return postgres;
}

const outageWords = (outage: Outage): string =>
  outage.state === 'over'
    ? '数据库已恢复。  The database is back.'
    : `数据库意外退出（${outage.how}），正在重启。\nThe database ended by itself (${outage.how}) and is being started again.`;

/** The processes sign in as a login that owns nothing; only this start itself knows the owner's password. */
async function giveServingLogin(ownerUrl: string, password: string): Promise<void> {
  const database = new Database({ databaseUrl: ownerUrl, databasePoolSize: 1 });
  try {
    await database.asActor(systemActor('setup'), async (tx) => {
      await tx.query('SET LOCAL ROLE NONE');
      await tx.query(`SELECT set_config('thaw.login', $1, true), set_config('thaw.password', $2, true)`, [
        SERVING_LOGIN,
        password,
      ]);
      await tx.query(`DO $$
        DECLARE login text := current_setting('thaw.login');
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
            EXECUTE format('CREATE ROLE %I', login);
          END IF;
          EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', login, current_setting('thaw.password'));
          EXECUTE format('GRANT thaw_serving TO %I', login);
        END $$`);
    });
  } finally {
    await database.onApplicationShutdown();
  }
}

async function embeddedEnv(
  home: DeskHome,
  given: NodeJS.ProcessEnv,
  secrets: DeskSecrets,
  ownerUrl: string,
): Promise<NodeJS.ProcessEnv> {
  const servingUrl = new URL(ownerUrl);
  servingUrl.username = SERVING_LOGIN;
  servingUrl.password = encodeURIComponent(secrets.servingPassword);
  return {
    ...given,
    DATABASE_URL: servingUrl.href,
    DATABASE_OWNER_URL: '',
    THAW_HOST: HOST,
    THAW_PORT: String(await deskPort(HOST, given)),
    THAW_GATEWAY_URL: `http://${HOST}:${await freePort()}`,
    ...embeddedSettings(home, secrets),
  };
}

/** What an embedded desk is set to, be it served or only backed up. */
export const embeddedSettings = (home: DeskHome, secrets: DeskSecrets): Record<string, string> => ({
  THAW_BLOB_DIR: home.blobs,
  THAW_CARD_KEY: secrets.cardKey,
  THAW_GATEWAY_SECRET: secrets.gatewaySecret,
  THAW_WEBHOOK_KEY: secrets.webhookKey,
  THAW_AUDIT_KEY: secrets.auditKey,
  THAW_AUDIT_EXPORT_DIR: home.checkpoints,
  THAW_SIGN_IN_KEY: secrets.signInKey,
  THAW_FILE_KEY: secrets.fileKey,
  // Its accounts are known to everyone: a second factor can be tried, and keeps nobody out.
  THAW_SECOND_FACTOR: 'optional',
  THAW_SANDBOX: 'true',
});
