/** The platform: what every room stands on – configuration, database, queue, files, logs, the embedded Postgres. */
export * from './blobs/disk-blob-store';
export type { GrowingBlob } from './blobs/growing-blob';
export * from './config';
export * from './database/bigint-as-number';
export * from './database/database';
export * from './database/database-ear';
export * from './database/idempotency';
export * from './database/migrate';
export * from './database/planned-once';
export * from './embedded/embedded-postgres';
export * from './logging/logger';
export * from './platform.module';
export * from './queue/outbox';
export * from './queue/queue-connection';
export * from './queue/queues';
export * from './queue/relay';
export * from './sandbox-clock';
export * from './small-heap';
