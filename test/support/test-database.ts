import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { newKey, readConfig, type Config } from '@thaw/platform';

export interface TestDatabase {
  readonly name: string;
  /** As superuser, for looking behind the house's back. */
  readonly url: string;
  query<R = Record<string, unknown>>(sql: string, parameters?: unknown[]): Promise<R[]>;
  drop(): Promise<void>;
}

const clusterUrl = (): string => {
  const url = process.env['THAW_TEST_CLUSTER_URL'];
  if (!url)
    throw new Error('the test cluster is not running: this test belongs to a project with globalSetup');
  return url;
};

/**
 * A database of the test's own.
 * @param template what it is a copy of: the migrated template, or `template0`, in which there is nothing
 */
export async function createTestDatabase(template = 'thaw_template'): Promise<TestDatabase> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString: clusterUrl() });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  const client = new Client({ connectionString: url.href });
  // A run that fails half-way stops the cluster under us: its own failure is what must be read.
  for (const connection of [admin, client]) connection.on('error', () => undefined);
  await client.connect();
  // As whoever lets a copy of a database serve beside the original.
  if (template === 'thaw_template') await client.query('UPDATE desk SET id = gen_random_uuid()');
  return {
    name,
    url: url.href,
    query: async <R>(sql: string, parameters: unknown[] = []) =>
      (await client.query(sql, parameters)).rows as R[],
    drop: async () => {
      await client.end();
      await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

/** A whole configuration for a test, with a folder of its own for files. */
export function testConfig(
  database: Pick<TestDatabase, 'url'>,
  over: NodeJS.ProcessEnv = {},
): Config & { dispose(): void } {
  const blobDir = mkdtempSync(join(tmpdir(), 'thaw-blobs-'));
  const config = readConfig({
    DATABASE_URL: database.url,
    THAW_BLOB_DIR: blobDir,
    THAW_CARD_KEY: newKey(),
    THAW_GATEWAY_URL: 'http://127.0.0.1:9',
    THAW_GATEWAY_SECRET: newKey(),
    THAW_WEBHOOK_KEY: newKey(),
    THAW_FILE_KEY: newKey(),
    THAW_PORT: '0',
    THAW_LOG_LEVEL: 'silent',
    DATABASE_POOL_SIZE: '5',
    ...over,
  });
  return { ...config, dispose: () => rmSync(blobDir, { recursive: true, force: true }) };
}
