import { createPostgresBackend, type BackendFactory, type QueueOptions } from 'bullmq';
import type { Config } from '../config/config';
import { QUEUE_SCHEMA } from '../database/migrate';

/** What BullMQ's queues and workers need to know of where they live. */
export interface QueueConnection {
  readonly connection: QueueOptions['connection'];
  readonly backend?: BackendFactory;
}

/** Redis or Valkey when configured, else PostgreSQL: the same jobs, the same tests. */
export function queueConnection(config: Pick<Config, 'databaseUrl' | 'redisUrl'>): QueueConnection {
  if (config.redisUrl) {
    return { connection: { url: config.redisUrl, maxRetriesPerRequest: null } };
  }
  return {
    connection: {
      connectionString: config.databaseUrl,
      schema: QUEUE_SCHEMA,
      max: 4,
      options: '-c role=thaw_serving',
      application_name: 'thaw-queue',
    },
    backend: createPostgresBackend as unknown as BackendFactory,
  };
}
