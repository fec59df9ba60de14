'use strict';
const { spawn } = require('node:child_process');
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { Redis } = require('ioredis');
const { lib } = require('./desk.cjs');

/** A Redis of the bench's own that keeps nothing on disk: it is as fast as Redis gets. */
async function startRedis() {
  const port = await lib('platform').freePort();
  const folder = mkdtempSync(join(tmpdir(), 'thaw-bench-redis-'));
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
  const child = spawn('redis-server', [...args, '--maxmemory-policy', 'noeviction'], { stdio: 'ignore' });
  let failure = null;
  child.once('error', (error) => (failure = error));
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url, { retryStrategy: () => (failure ? null : 50), maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping().catch((error) => {
    throw new Error('redis-server could not be started (Debian: apt-get install redis-server)', {
      cause: failure ?? error,
    });
  });
  return {
    url,
    stop: async () => {
      client.disconnect();
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

module.exports = { startRedis };
