import { existsSync } from 'node:fs';
import { readConfig, runningPort, type Config } from '@thaw/platform';
import { MANUAL_GATEWAY, readCliSettings } from '@thaw/platform/config';
import { deskHome, makeDeskHome, type DeskHome } from './desk-home';
import { DeskLock } from './desk-lock';
import { deskSecrets } from './desk-secrets';
import { DATABASE, embeddedSettings, startPostgres } from './embedded-desk';

/** A desk's settings, with its database as who owns it. */
export interface DeskPlace {
  readonly config: Config;
  readonly ownerUrl: string;
}

/** The embedded desk of this folder runs, and what was asked for needs it to stand still. */
export class DeskRunsError extends Error {
  constructor(readonly pid: number) {
    super(`a desk runs in this folder (process ${pid})`);
  }
}

/** There is no embedded desk in this folder, and no DATABASE_URL names another. */
export class NoDeskError extends Error {
  constructor(readonly folder: string) {
    super(`no desk in ${folder}`);
  }
}

/**
 * The desk that the environment names: with DATABASE_URL the operator's, else the embedded one of this folder, whose
 * database is started where it does not run.
 * @param how `beside`: it may run meanwhile; `alone`: it may not, and where there is none yet, it is made.
 * @throws ConfigError · DeskRunsError · NoDeskError
 */
export async function withDesk<T>(
  env: NodeJS.ProcessEnv,
  how: 'beside' | 'alone',
  use: (place: DeskPlace) => Promise<T>,
): Promise<T> {
  if (readCliSettings(env, 'DATABASE_URL').DATABASE_URL !== '') {
    const config = readConfig(env);
    return use({ config, ownerUrl: config.databaseOwnerUrl });
  }
  const home = deskHome(env);
  if (how === 'beside' && !existsSync(home.pgReady)) throw new NoDeskError(home.folder);
  makeDeskHome(home);
  const lock = DeskLock.take(home);
  if (lock instanceof DeskLock) {
    try {
      return await started(home, env, use);
    } finally {
      lock.release();
    }
  }
  const port = runningPort(home.pgData);
  if (how === 'alone' || port === null) throw new DeskRunsError(lock.pid);
  const url = `postgres://postgres:${encodeURIComponent(deskSecrets(home).ownerPassword)}@127.0.0.1:${port}/${DATABASE}`;
  return use(placeOf(home, env, url));
}

async function started<T>(
  home: DeskHome,
  env: NodeJS.ProcessEnv,
  use: (place: DeskPlace) => Promise<T>,
): Promise<T> {
  const silent = (): void => undefined;
  const postgres = await startPostgres(home, deskSecrets(home), silent, silent);
  try {
    return await use(placeOf(home, env, postgres.url(DATABASE)));
  } finally {
    await postgres.stop();
  }
}

function placeOf(home: DeskHome, env: NodeJS.ProcessEnv, ownerUrl: string): DeskPlace {
  const config = readConfig({
    ...env,
    ...embeddedSettings(home, deskSecrets(home)),
    DATABASE_URL: ownerUrl,
    DATABASE_OWNER_URL: '',
    THAW_GATEWAY_URL: MANUAL_GATEWAY,
  });
  return { config, ownerUrl };
}
