import { runMigrations } from 'bullmq';
import { Client } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';

/** Where BullMQ keeps its queues when they live in PostgreSQL. */
export const QUEUE_SCHEMA = 'bullmq';

/** Held while migrating, so that two processes started at once do not race. */
const MIGRATION_LOCK = 0x7468_6177;

/** Row policies bind the owner too, who else would carry over and change no row of the desk. */
const OWNER = '-c thaw.actor=system:owner -c thaw.desk=on -c thaw.cases=on';

/**
 * Brings the database up to date, as its owner: our tables, then the queue's own.
 * @returns the names of the migrations applied now.
 */
export async function migrate(
  ownerUrl: string,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<readonly string[]> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    extra: { options: OWNER },
  });
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await source.initialize();
    const applied = await source.runMigrations();
    await runMigrations(client, QUEUE_SCHEMA);
    // A queue makes a sequence of its own at its first job; everything else in there is the queue's library's.
    await client.query(`GRANT USAGE, CREATE ON SCHEMA ${QUEUE_SCHEMA} TO thaw_serving`);
    await client.query(`GRANT ALL ON ALL TABLES IN SCHEMA ${QUEUE_SCHEMA} TO thaw_serving`);
    await client.query(`GRANT ALL ON ALL SEQUENCES IN SCHEMA ${QUEUE_SCHEMA} TO thaw_serving`);
    await client.query(`GRANT ALL ON ALL FUNCTIONS IN SCHEMA ${QUEUE_SCHEMA} TO thaw_serving`);
    return applied.map((migration) => migration.name);
  } finally {
    if (source.isInitialized) await source.destroy();
    await client.end();
  }
}
