import type { Config } from '@thaw/platform';
import { ProcessPeer } from './process-peer';
import type { TestDatabase } from './test-database';

/**
 * A worker in a process of its own, on this database and its files: one that can be killed.
 * @param over of its environment, besides.
 */
export const startWorker = (
  database: Pick<TestDatabase, 'url'>,
  { blobDir, cardKey, gateway, redisUrl }: Pick<Config, 'blobDir' | 'cardKey' | 'gateway' | 'redisUrl'>,
  over: NodeJS.ProcessEnv = {},
): Promise<ProcessPeer> =>
  ProcessPeer.start({
    script: 'apps/worker/src/main',
    env: {
      DATABASE_URL: database.url,
      THAW_BLOB_DIR: blobDir,
      THAW_CARD_KEY: cardKey.key.toString('base64'),
      THAW_GATEWAY_URL: gateway.url,
      THAW_GATEWAY_SECRET: gateway.secret.toString('base64'),
      ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
      ...over,
    },
  });
