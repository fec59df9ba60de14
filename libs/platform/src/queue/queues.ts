import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { JOBS, JOB_NAMES, QUEUES, type JobName, type JobPayloads, type QueueName } from '@thaw/jobs';
import { Queue, Worker, type Job } from 'bullmq';
import { CONFIG, type Config } from '../config/config';
import { Database } from '../database/database';
import { Logger } from '../logging/logger';
import { queueConnection, type QueueConnection } from './queue-connection';

/** One service call per job; the compiler asks for a row when the catalogue gains a job. */
export type JobHandlers = { readonly [N in JobName]: (payload: JobPayloads[N]) => Promise<void> };

/** Called once for a job that has used up its attempts, so that what it stood for does not stay "running" for ever. */
export type JobFailed = (job: JobName, payload: JobPayloads[JobName], error: Error) => Promise<void>;

/** How long a dead worker's job rests before another takes it. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 3_000;

/** Jobs of one process under way at once. */
const CONCURRENCY: Readonly<Record<QueueName, number>> = {
  desk: 8,
  heavy: 2,
  outward: 8,
  codes: 4,
  // Two for one endpoint at most, or one where it fails: several may hang and leave room for the others.
  webhooks: 16,
  dispatches: 8,
  files: 2,
  idle: 1,
};

export interface QueuedJob {
  readonly job: JobName;
  readonly payload: unknown;
  /** The outbox row's key: handing the same row over twice adds one job. */
  readonly key: string;
}

/** The producers' side of the queues. */
@Injectable()
export class Queues implements OnApplicationShutdown {
  private opened: Promise<ReadonlyMap<QueueName, Queue>> | null = null;

  constructor(
    @Inject(CONFIG) private readonly config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
    private readonly database: Database,
    private readonly logger: Logger,
  ) {}

  async add(jobs: readonly QueuedJob[]): Promise<void> {
    for (const [name, queue] of await this.open()) {
      const own = jobs.filter(({ job }) => JOBS[job].queue === name);
      if (own.length === 0) continue;
      await queue.addBulk(
        own.map(({ job, payload, key }) => ({
          name: job,
          data: payload,
          opts: {
            jobId: `outbox-${key}`,
            attempts: JOBS[job].attempts,
            backoff: { type: 'exponential', delay: JOBS[job].backoffMs },
            // Kept for a while, so that a row handed over twice is recognised by its key.
            removeOnComplete: { age: 3600, count: 10_000 },
            removeOnFail: { age: 7 * 24 * 3600 },
          },
        })),
      );
    }
  }

  async onApplicationShutdown(): Promise<void> {
    const queues = await this.opened?.catch(() => null);
    await Promise.all([...(queues?.values() ?? [])].map((queue) => queue.close()));
  }

  /** With the first job, not before: a process that adds none needs neither queue nor database to start. */
  private open(): Promise<ReadonlyMap<QueueName, Queue>> {
    this.opened ??= this.connect().catch((error: unknown) => {
      this.opened = null;
      throw error;
    });
    return this.opened;
  }

  private async connect(): Promise<ReadonlyMap<QueueName, Queue>> {
    const { options, backend } = await queueConnection(this.config, this.database);
    return new Map(
      QUEUES.map((name) => {
        const queue = backend ? new Queue(name, options, backend) : new Queue(name, options);
        queue.on('error', (error) =>
          this.logger.warn({ queue: name, error: error.message }, 'queue connection'),
        );
        return [name, queue as Queue];
      }),
    );
  }
}

/** The consumers' side: one BullMQ worker per queue, each job to its one handler. */
export class JobWorkers {
  private readonly workers: readonly Worker[];

  constructor(
    { options: place, backend }: QueueConnection,
    handlers: JobHandlers,
    onFailed: JobFailed,
    logger: Logger,
  ) {
    assertOneHandlerEach(handlers);
    this.workers = QUEUES.map((name) => {
      const options = {
        ...place,
        concurrency: CONCURRENCY[name],
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        // A job whose worker dies is the job of the next worker, however often machines die.
        maxStalledCount: 1000,
      };
      const work = async (job: Job): Promise<void> => {
        logger.debug({ job: job.name, id: job.id, payload: job.data as unknown }, 'job');
        await (handlers[job.name as JobName] as (payload: unknown) => Promise<void>)(job.data);
      };
      const worker = backend ? new Worker(name, work, options, backend) : new Worker(name, work, options);
      worker.on('error', (error: Error) =>
        logger.warn({ queue: name, error: error.message }, 'queue connection'),
      );
      worker.on('failed', (job: Job | undefined, error: Error) => {
        if (!job) return;
        const final = job.attemptsMade >= (job.opts.attempts ?? 1);
        logger.warn(
          { job: job.name, id: job.id, attempt: job.attemptsMade, final, err: error },
          'job failed',
        );
        if (!final) return;
        onFailed(job.name as JobName, job.data as JobPayloads[JobName], error).catch((failure: unknown) =>
          logger.error({ job: job.name, id: job.id, err: failure }, 'a failed job could not be marked'),
        );
      });
      return worker as Worker;
    });
  }

  async untilReady(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.waitUntilReady()));
  }

  /** Takes no more jobs and waits for those under way. */
  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}

/** A job nobody handles would wait for ever: the worker refuses to start. */
export function assertOneHandlerEach(handlers: object): void {
  const have = Object.keys(handlers);
  const missing = JOB_NAMES.filter((name) => !have.includes(name));
  const unknown = have.filter((name) => !(JOB_NAMES as string[]).includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new Error(
      `Each job needs exactly one handler. Missing: ${missing.join(', ') || 'none'}. Not in the catalogue: ${unknown.join(', ') || 'none'}.`,
    );
  }
}
