import { createPostgresBackend, type BackendFactory, type QueueOptions } from 'bullmq';
import type { Config } from '../config/config';
import type { Database } from '../database/database';
import { deskId } from '../database/desk-id';
import { QUEUE_SCHEMA } from '../database/migrate';

/** What BullMQ's queues and workers need to know of where they live. */
export interface QueueConnection {
  readonly options: Pick<QueueOptions, 'connection' | 'prefix'>;
  readonly backend?: BackendFactory;
}

/**
 * Redis or Valkey when configured, else PostgreSQL: the same jobs, the same tests. One Redis may serve several desks, so
 * there every key begins with the desk's own id; in PostgreSQL the queues lie in the desk's own database.
 */
export async function queueConnection(
  config: Pick<Config, 'databaseUrl' | 'redisUrl'>,
  database: Database,
): Promise<QueueConnection> {
  if (config.redisUrl) {
    return {
      options: {
        connection: { url: config.redisUrl, maxRetriesPerRequest: null },
        prefix: `thaw-${await deskId(database)}`,
      },
    };
  }
  return {
    options: {
      connection: {
        connectionString: config.databaseUrl,
        schema: QUEUE_SCHEMA,
        max: 4,
        options: '-c role=thaw_serving',
        application_name: 'thaw-queue',
      },
    },
    backend: createPostgresBackend as unknown as BackendFactory,
  };
}
