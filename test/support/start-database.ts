import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { MIGRATIONS } from '../../migrations';
import { migrate } from '../../libs/platform/src/database/migrate';
import { EmbeddedPostgres } from '../../libs/platform/src/embedded/embedded-postgres';

declare global {
  var thawTestCluster: EmbeddedPostgres | undefined;
}

/** One real Postgres per test run, with one migrated template that every test file clones. */
export default async function startDatabase(): Promise<void> {
  if (process.env['THAW_TEST_CLUSTER_URL']) return;
  const dir = mkdtempSync(join(tmpdir(), 'thaw-test-'));
  const cluster = new EmbeddedPostgres({ dataDir: join(dir, 'pg'), password: 'test', durable: false });
  await cluster.start();
  try {
    await createTemplate(cluster);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  globalThis.thawTestCluster = cluster;
  process.env['THAW_TEST_CLUSTER_URL'] = cluster.url('postgres');
  process.env['THAW_TEST_DIR'] = dir;
}

async function createTemplate(cluster: EmbeddedPostgres): Promise<void> {
  const client = new Client({ connectionString: cluster.url('postgres') });
  await client.connect();
  try {
    await client.query('CREATE DATABASE thaw_template');
    await migrate(cluster.url('thaw_template'), MIGRATIONS);
  } finally {
    await client.end();
  }
}
