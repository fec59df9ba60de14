import { Client } from 'pg';
import type { Config } from '../config/config';
import type { Logger } from '../logging/logger';

const RETRY_MS = 500;
const CONNECT_MS = 10_000;

/**
 * Hears notifications of a channel by one connection of its own, which is opened again where it breaks. What came
 * meanwhile is lost, so it calls once more after each opening: a call only says that there may be something to read.
 */
export class DatabaseEar {
  private client: Client | null = null;
  private listening = false;
  private again: NodeJS.Timeout | null = null;

  constructor(
    private readonly config: Pick<Config, 'databaseUrl'>,
    private readonly channel: 'thaw_live',
    private readonly heard: () => void,
    private readonly logger: Pick<Logger, 'warn'>,
  ) {}

  /** Does nothing where it listens already. */
  listen(): void {
    if (this.listening) return;
    this.listening = true;
    void this.open();
  }

  async stop(): Promise<void> {
    this.listening = false;
    if (this.again) clearTimeout(this.again);
    await this.client?.end().catch(() => undefined);
  }

  private async open(): Promise<void> {
    const client = new Client({
      connectionString: this.config.databaseUrl,
      application_name: 'thaw-ear',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    });
    this.client = client;
    client.on('error', () => this.broken(client));
    client.on('end', () => this.broken(client));
    client.on('notification', () => this.heard());
    try {
      await client.connect();
      await client.query(`LISTEN ${this.channel}`);
      this.heard();
    } catch (error) {
      this.logger.warn(
        { err: error, channel: this.channel },
        'notifications are not heard and will be tried again',
      );
      this.broken(client);
    }
  }

  private broken(client: Client): void {
    if (this.client !== client) return;
    this.client = null;
    void client.end().catch(() => undefined);
    if (this.listening) this.again = setTimeout(() => void this.open(), RETRY_MS);
  }
}
