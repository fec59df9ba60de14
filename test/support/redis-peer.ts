import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@thaw/platform';
import { Redis } from 'ioredis';
import { waitFor } from './wait-for';

export const redisAvailable = (): boolean => spawnSync('redis-server', ['--version']).status === 0;

/** Where Redis is missing, its tests are skipped by name; in CI they fail instead. */
export const describeWithRedis: jest.Describe =
  redisAvailable() || process.env['CI'] === 'true' ? describe : describe.skip;

/** A real Redis of the test's own, on a free port, that keeps nothing on disk. */
export class RedisPeer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly client: Redis,
    readonly port: number,
  ) {}

  /** @param at a port that is free; one of the system's choice where none is named. */
  static async start(at?: number): Promise<RedisPeer> {
    if (!redisAvailable())
      throw new Error('redis-server is not installed (Debian: apt-get install redis-server)');
    const port = at ?? (await freePort());
    const folder = mkdtempSync(join(tmpdir(), 'thaw-redis-'));
    const child = spawn(
      'redis-server',
      [
        '--port',
        String(port),
        '--bind',
        '127.0.0.1',
        '--dir',
        folder,
        '--save',
        '',
        '--maxmemory-policy',
        'noeviction',
      ],
      { stdio: 'ignore' },
    );
    const client = new Redis(urlOf(port), {
      lazyConnect: true,
      retryStrategy: () => 50,
      maxRetriesPerRequest: null,
    });
    client.on('error', () => undefined);
    try {
      await waitFor('redis-server to answer', () => client.ping());
    } catch (error) {
      client.disconnect();
      child.kill('SIGKILL');
      throw error;
    }
    return new RedisPeer(child, folder, client, port);
  }

  get url(): string {
    return urlOf(this.port);
  }

  /** As after a crash of a Redis without persistence. */
  async loseEverything(): Promise<void> {
    await this.client.flushall();
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  /** SIGKILL: all that it held is lost, and whoever was connected meets a closed door. */
  kill(): Promise<void> {
    return this.end('SIGKILL');
  }

  /** SIGSTOP: it takes what is sent and says nothing, until {@link goOn}. */
  pause(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.client.disconnect();
    const ended = new Promise<void>((resolve) => this.child.once('exit', () => resolve()));
    this.child.kill(signal);
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const urlOf = (port: number): string => `redis://127.0.0.1:${port}`;
