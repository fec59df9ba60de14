import { systemActor } from '@thaw/kernel';
import { Client } from 'pg';
import type { Config } from '../config/config';
import type { Database } from '../database/database';
import type { Logger } from '../logging/logger';
import type { QueuedJob, Queues } from './queues';

const BATCH = 200;
/** Looked at this often even when no wake-up comes: notifications can be lost, rows cannot. */
const IDLE_MS = 1_000;
const RETRY_MS = 500;
const CONNECT_MS = 10_000;

/**
 * Hands outbox rows to the queue. A row is deleted in the transaction that handed it over, so it is handed over at
 * least once; its key names the job, so that a second hand-over adds nothing.
 */
export class Relay {
  private running = false;
  private loop: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  /** How many came: after one that came while a batch was handed over, the next batch is not waited for. */
  private notifications = 0;
  private listener: Client | null = null;

  constructor(
    private readonly config: Pick<Config, 'databaseUrl'>,
    private readonly database: Database,
    private readonly queues: Queues,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = true;
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.running = false;
    this.wake();
    await this.loop;
    await this.listener?.end().catch(() => undefined);
  }

  /** Hands over one batch; returns how many rows it held. */
  async handOver(): Promise<number> {
    return this.database.asActor(systemActor('worker'), async (tx) => {
      const rows = await tx.query<(QueuedJob & { readonly id: string })[]>(
        'SELECT id::text AS id, key, job, payload FROM outbox ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED',
        [BATCH],
      );
      if (rows.length === 0) return 0;
      await this.queues.add(rows);
      await tx.query('DELETE FROM outbox WHERE id = ANY($1::bigint[])', [rows.map((row) => row.id)]);
      return rows.length;
    });
  }

  private async run(): Promise<void> {
    while (this.running) {
      try {
        await this.listen();
        const before = this.notifications;
        const handed = await this.handOver();
        if (handed < BATCH && this.notifications === before) await this.rest(IDLE_MS);
      } catch (error) {
        this.logger.warn({ err: error }, 'relay will try again');
        await this.rest(RETRY_MS);
      }
    }
  }

  private async listen(): Promise<void> {
    if (this.listener) return;
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'thaw-relay',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    client.on('error', () => (this.listener = null));
    client.on('end', () => (this.listener = null));
    client.on('notification', () => {
      this.notifications += 1;
      this.wake();
    });
    await client.connect();
    await client.query('LISTEN thaw_outbox');
    this.listener = client;
  }

  private rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
