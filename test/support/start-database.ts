import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';
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
  const dir = mkdtempSync(join(place(), 'thaw-test-'));
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

const MEMORY = '/dev/shm';
/** Of the fuller set's largest histories, twice at once. */
const ROOM_BYTES = 6e9;

/** In memory where there is plenty: every file of tests copies a database of a thousand files, which a disk is slow at. */
function place(): string {
  if (!existsSync(MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(MEMORY);
  return Math.min(bavail * bsize, freemem()) > ROOM_BYTES ? MEMORY : tmpdir();
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
