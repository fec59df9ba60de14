import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';

const SWEEPER = systemActor('worker');
const DAY_MS = 86_400_000;
const BATCH = 500;

/** Takes deliveries away that have arrived long ago; what nobody took stays until somebody has seen to it. */
@Injectable()
export class WebhookRetention {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhooks'>,
  ) {}

  /**
   * A sweep: removes what was last tried so many days ago and arrived, and dead letters of endpoints that are removed, each
   * with its tries. Other dead letters wait to be sent again. @returns how many deliveries there were.
   */
  async removeOld(now: Date): Promise<number> {
    const before = new Date(now.getTime() - this.config.webhooks.keepDays * DAY_MS);
    let removed = 0;
    for (const statement of [ARRIVED, OF_REMOVED]) {
      for (;;) {
        const count = await this.database.asActor(SWEEPER, (tx) => removeSome(tx, statement, before));
        removed += count;
        if (count < BATCH) break;
      }
    }
    return removed;
  }
}

async function removeSome(tx: Tx, statement: string, before: Date): Promise<number> {
  const found = await tx.query<{ id: string }[]>(statement, [before, BATCH]);
  const ids = found.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await tx.query('DELETE FROM webhook_attempt WHERE delivery_id = ANY($1)', [ids]);
  await tx.query('DELETE FROM webhook_delivery WHERE id = ANY($1)', [ids]);
  return ids.length;
}

/** The last try of one that arrived was begun shortly before `next_at`. */
const ARRIVED = `
SELECT id FROM webhook_delivery WHERE state = 'sent' AND next_at < $1 ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED`;

const OF_REMOVED = `
SELECT d.id FROM webhook_endpoint e JOIN webhook_delivery d ON d.endpoint_id = e.id
WHERE e.state = 'removed' AND d.state = 'dead' AND d.next_at < $1 LIMIT $2 FOR UPDATE OF d SKIP LOCKED`;
