import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { Clock } from '@thaw/kernel';
import {
  CLOCK,
  Database,
  JobWorkers,
  Logger,
  Queues,
  Relay,
  SandboxClock,
  keepHeapSmall,
  queueConnection,
  readConfig,
  type Config,
} from '@thaw/platform';
import { handlers, onFinalFailure } from './handlers';
import { Sweeps } from './sweeps';
import { sweeps } from './sweep-list';
import { WorkerModule } from './worker.module';

/** A long job is left where it stands after this: its lock runs out and the next worker takes it up again. */
const GRACE_MS = 8_000;

/** The job door: relay, queues and sweeps, until it is told to stop. */
async function serve(config: Config): Promise<void> {
  keepHeapSmall();
  const app = await NestFactory.createApplicationContext(WorkerModule.with(config), {
    bufferLogs: true,
    // What fails is thrown to us, who say it and end.
    abortOnError: false,
  });
  const logger = app.get(Logger);
  app.useLogger(logger);
  const place = await queueConnection(config, app.get(Database));
  const workers = new JobWorkers(place, handlers(app), onFinalFailure(app), logger);
  await workers.untilReady();
  const relay = new Relay(config, app.get(Database), app.get(Queues), logger);
  relay.start();
  const runner = new Sweeps(sweeps(app), logger);
  runner.start();
  const clock = app.get<Clock>(CLOCK);
  if (clock instanceof SandboxClock) clock.onMoved((ms) => runner.movedOn(ms));

  const stop = async (): Promise<void> => {
    await Promise.all([runner.stop(), relay.stop()]);
    await workers.close();
    await app.close();
  };
  let stopping = false;
  const stopOnce = (why: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, 'worker stops');
    setTimeout(() => {
      logger.warn({ graceMs: GRACE_MS }, 'worker leaves jobs under way to the next one');
      process.exit(0);
    }, GRACE_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'worker could not stop in order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopOnce(signal));
  process.send?.({ ready: true });
  logger.info('worker serves');
}

serve(readConfig(process.env)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
