import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres, freePort, migrate, newKey } from '@thaw/platform';
import { Client, Pool } from 'pg';
import { GatewaySimulator } from '../../../apps/cli/src/gateway-simulator/gateway-simulator';
import { MIGRATIONS } from '../../../migrations';
import { FaultProxy } from '../../support/fault-proxy';
import { shutDownPostgres, signalPostgres } from '../../support/postgres-processes';
import { ProcessPeer } from '../../support/process-peer';
import { RedisPeer } from '../../support/redis-peer';
import { SmtpPeer } from '../../support/smtp-peer';
import { waitFor } from '../../support/wait-for';
import { WebhookReceiver } from '../../support/webhook-receiver';

export const PARTS = ['api', 'worker', 'postgres', 'redis'] as const;
export type Part = (typeof PARTS)[number];

/** Each line between two processes, named by who connects and to whom. */
export const LINES = [
  'client-api',
  'api-postgres',
  'worker-postgres',
  'worker-redis',
  'worker-gateway',
  'gateway-api',
  'worker-mail',
  'worker-webhooks',
] as const;
export type Line = (typeof LINES)[number];

export type QueuePlace = 'redis' | 'postgres';

interface Peers {
  readonly simulator: GatewaySimulator;
  readonly smtp: SmtpPeer;
  readonly webhooks: WebhookReceiver;
}

const READY_MS = 30_000;

/**
 * A desk as an operator runs it: API, worker, PostgreSQL and Redis as processes of their own, and every line between them
 * and to the world outside by way of the test.
 */
export class StandingDesk {
  readonly pool: Pool;
  /** What befalls one part befalls it one after the other. */
  private readonly turns = new Map<Part, Promise<void>>();
  /** Parts that ended though nobody of the test ended them. */
  readonly fallen: string[] = [];
  private worker: ProcessPeer | null = null;
  private api: ProcessPeer | null = null;

  private constructor(
    private readonly folder: string,
    private readonly cluster: EmbeddedPostgres,
    private server: RedisPeer | null,
    readonly peers: Peers,
    private readonly lines: { readonly [L in Line]: FaultProxy },
    private readonly apiPort: number,
    /** Of both processes, but for where PostgreSQL is. */
    readonly env: NodeJS.ProcessEnv,
    private place: QueuePlace,
  ) {
    this.pool = new Pool({ connectionString: cluster.url('thaw'), max: 4 });
    this.pool.on('error', () => undefined);
  }

  /** @param place of the queues; only where it is Redis at first is there one. */
  static async start(place: QueuePlace): Promise<StandingDesk> {
    const folder = mkdtempSync(join(process.env['THAW_TEST_DIR'] ?? tmpdir(), 'faults-'));
    const dataDir = join(folder, 'pg');
    const cluster = new EmbeddedPostgres({ dataDir, password: 'test', onOutage: () => undefined });
    await cluster.start();
    const client = new Client({ connectionString: cluster.url('postgres') });
    await client.connect();
    await client.query('CREATE DATABASE thaw');
    await client.end();
    await migrate(cluster.url('thaw'), MIGRATIONS);

    const redis = place === 'redis' ? await RedisPeer.start() : null;
    const smtp = await SmtpPeer.start();
    const webhooks = new WebhookReceiver();
    await webhooks.start();
    const secret = newKey();
    const apiPort = await freePort();
    const toApi = await FaultProxy.start(apiPort);
    const simulator = new GatewaySimulator({
      port: 0,
      secret: Buffer.from(secret, 'base64'),
      callbackUrl: `http://127.0.0.1:${toApi.port}/v1/gateway/callbacks`,
    });
    const simulated = new URL(await simulator.start());
    const lines = {
      'client-api': await FaultProxy.start(apiPort),
      'api-postgres': await FaultProxy.start(cluster.port),
      'worker-postgres': await FaultProxy.start(cluster.port),
      'worker-redis': await FaultProxy.start(redis?.port ?? 0),
      'worker-gateway': await FaultProxy.start(Number(simulated.port)),
      'gateway-api': toApi,
      'worker-mail': await FaultProxy.start(Number(new URL(smtp.url).port)),
      'worker-webhooks': await FaultProxy.start(webhooks.port),
    };
    const at = (line: Line): string => `127.0.0.1:${lines[line].port}`;
    const desk = new StandingDesk(
      folder,
      cluster,
      redis,
      { simulator, smtp, webhooks },
      lines,
      apiPort,
      {
        THAW_BLOB_DIR: join(folder, 'blobs'),
        THAW_CARD_KEY: newKey(),
        THAW_WEBHOOK_KEY: newKey(),
        THAW_WEBHOOK_ALLOW: at('worker-webhooks'),
        THAW_GATEWAY_URL: `http://${at('worker-gateway')}`,
        THAW_GATEWAY_SECRET: secret,
        THAW_SMTP_URL: `smtp://${at('worker-mail')}`,
        THAW_MAIL_FROM: 'Thaw <desk@bank.example>',
        THAW_AUDIT_KEY: newKey(),
        THAW_AUDIT_EXPORT_DIR: join(folder, 'audit'),
        THAW_SANDBOX: 'true',
        THAW_PORT: String(apiPort),
        THAW_LOG_LEVEL: 'warn',
      },
      place,
    );
    await Promise.all([desk.startPart('api'), desk.startPart('worker')]);
    return desk;
  }

  /** Where clients reach the API. */
  get url(): string {
    return `http://127.0.0.1:${this.lines['client-api'].port}`;
  }

  /** Where the worker finds those who hear by webhook. */
  get webhookUrl(): string {
    return `http://127.0.0.1:${this.lines['worker-webhooks'].port}`;
  }

  /** The database itself, past every line that breaks. */
  get databaseUrl(): string {
    return this.cluster.url('thaw');
  }

  async query<R = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<R[]> {
    return (await this.pool.query(sql, parameters)).rows as R[];
  }

  cut(line: Line): void {
    this.lines[line].cut();
  }

  slow(line: Line, delayMs: number): void {
    this.lines[line].slow(delayMs);
  }

  kill(part: Part): Promise<void> {
    return this.inTurn(part, async () => {
      if (part === 'postgres') await this.anotherServer(() => signalPostgres(this.dataDir, 'SIGKILL'));
      else if (part === 'redis') {
        await this.redis.kill();
        this.server = await RedisPeer.start(this.redis.port);
      } else {
        await this.peer(part).kill();
        await this.startPart(part);
      }
    });
  }

  /** SIGSTOP for so long. */
  pause(part: Part, ms: number): Promise<void> {
    return this.inTurn(part, async () => {
      if (part === 'postgres') {
        signalPostgres(this.dataDir, 'SIGSTOP');
        await sleep(ms);
        signalPostgres(this.dataDir, 'SIGCONT');
        return;
      }
      const peer = part === 'redis' ? this.redis : this.peer(part);
      peer.pause();
      await sleep(ms);
      peer.goOn();
    });
  }

  /** In order, as for an upgrade. */
  restart(part: Part): Promise<void> {
    return this.inTurn(part, async () => {
      if (part === 'postgres') await this.anotherServer(() => shutDownPostgres(this.dataDir));
      else if (part === 'redis') {
        await this.redis.stop();
        this.server = await RedisPeer.start(this.redis.port);
      } else {
        const code = await this.peer(part).stop();
        if (code !== 0) this.fallen.push(`${part} did not stop in order: ${String(code)}`);
        await this.startPart(part);
      }
    });
  }

  /** The worker finds its queues in another place from now on; what is left in the first is lost. */
  async useQueue(place: QueuePlace): Promise<void> {
    if (place === this.place) return;
    this.place = place;
    await this.restart('worker');
  }

  /** Lines as they were, and every part there and ready. */
  async heal(): Promise<void> {
    for (const line of LINES) this.slow(line, 0);
    await Promise.all(this.turns.values());
    for (const part of ['api', 'worker'] as const) {
      if (this.peer(part).isRunning()) continue;
      this.fallen.push(`${part} ended by itself:\n${this.peer(part).lines().slice(-20).join('\n')}`);
      await this.startPart(part);
    }
    await waitFor('the API to be ready', async () => (await fetch(`${this.url}/v1/ready`)).ok, {
      withinMs: READY_MS,
    });
  }

  /** @returns what a part has said since it was started last. */
  linesOf(part: 'api' | 'worker'): readonly string[] {
    return this.peer(part).lines();
  }

  async stop(): Promise<void> {
    await Promise.all([this.worker?.stop(), this.api?.stop()]);
    await this.pool.end();
    await Promise.all(Object.values(this.lines).map((line) => line.stop()));
    await Promise.all([this.peers.simulator.stop(), this.peers.smtp.stop(), this.peers.webhooks.stop()]);
    await Promise.all([this.server?.stop(), this.cluster.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get dataDir(): string {
    return join(this.folder, 'pg');
  }

  private get redis(): RedisPeer {
    if (!this.server) throw new Error('there is no Redis here');
    return this.server;
  }

  private peer(part: 'api' | 'worker'): ProcessPeer {
    const peer = part === 'api' ? this.api : this.worker;
    if (!peer) throw new Error(`${part} was never started`);
    return peer;
  }

  private inTurn(part: Part, work: () => Promise<void>): Promise<void> {
    const turn = (this.turns.get(part) ?? Promise.resolve()).then(work);
    this.turns.set(part, turn);
    return turn;
  }

  private async startPart(part: 'api' | 'worker'): Promise<void> {
    const url = new URL(this.databaseUrl);
    url.port = String(this.lines[`${part}-postgres`].port);
    const queue =
      this.place === 'redis' ? { REDIS_URL: `redis://127.0.0.1:${this.lines['worker-redis'].port}` } : {};
    const start = (): Promise<ProcessPeer> =>
      ProcessPeer.start({
        script: `apps/${part}/src/main`,
        env: { ...this.env, ...queue, DATABASE_URL: url.href },
      });
    // As a supervisor does: it may come up while what it needs is away.
    const peer = await waitFor(`${part} to start`, start, { withinMs: 2 * READY_MS, everyMs: 100 });
    if (part === 'api') this.api = peer;
    else this.worker = peer;
  }

  private async anotherServer(end: () => void): Promise<void> {
    const since = async (): Promise<number> => {
      const [row] = await this.query<{ since: Date }>('SELECT pg_postmaster_start_time() AS since');
      return row?.since.getTime() ?? 0;
    };
    const before = await since();
    end();
    await waitFor('another server', async () => (await since()) !== before);
  }
}
