import { ConfigError, Logger, readConfig } from '@thaw/platform';
import { createApi } from './create-api';

/** Starts the API: `node dist/apps/api/src/main.js`, configured by the environment. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = new Logger(config);
  const app = await createApi(config);
  app.enableShutdownHooks(['SIGTERM', 'SIGINT']);
  await app.listen(config.port, config.host);
  const address = await app.getUrl();
  if (!config.signIn.key) logger.warn('THAW_SIGN_IN_KEY is not set: nobody has a second factor here');
  logger.info({ address, pid: process.pid }, 'the API listens');
  // For a parent that waits: with port 0 only we know which one it became.
  process.send?.({ ready: true, port: Number(new URL(address).port) });
}

main().catch((error: unknown) => {
  const message =
    error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`The API did not start. ${message}\n`);
  process.exit(1);
});
