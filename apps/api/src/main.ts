import { ConfigError, Logger, readConfig } from '@thaw/platform';
import { createApi } from './create-api';

/** Requests under way are answered within this time, or broken off: whoever stops us waits ten seconds. */
const GRACE_MS = 8_000;

/** Starts the API: `node dist/apps/api/src/main.js`, configured by the environment. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = new Logger(config);
  const app = await createApi(config);
  await app.listen(config.port, config.host);
  const address = await app.getUrl();
  if (!config.signIn.key) logger.warn('THAW_SIGN_IN_KEY is not set: nobody has a second factor here');
  logger.info({ address, pid: process.pid }, 'the API listens');
  let stopping = false;
  const stopOnce = (why: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'the API stops');
    setTimeout(() => {
      logger.warn({ graceMs: GRACE_MS }, 'the API breaks off what is under way');
      process.exit(0);
    }, GRACE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'the API could not stop in order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOnce(signal));
  // For a parent that waits: with port 0 only we know which one it became.
  process.send?.({ ready: true, port: Number(new URL(address).port) });
}

main().catch((error: unknown) => {
  const message =
    error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`The API did not start. ${message}\n`);
  process.exit(1);
});
