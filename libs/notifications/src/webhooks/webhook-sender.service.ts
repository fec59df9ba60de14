import { Inject, Injectable } from '@nestjs/common';
import { DomainError, SystemClock, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, requestJob, type Config, type Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { hasFailedTooLong, nextTry } from './backoff';
import { postSigned, type PostOutcome } from './post-signed';
import { openSecret } from './secret-seal';
import { signedHeaders } from './signature';
import { CLAIM_MS } from './tell-webhooks';
import { WebhookAttempt, WebhookDelivery } from './webhook-delivery.entity';
import { WebhookEndpoint, WebhookSecret } from './webhook-endpoint.entity';
import { checkWebhookUrl, isAllowedByName } from './webhook-url';

/** Tells who looks after endpoints that one was disabled, in the transaction that disables it. */
export type TellDisabled = (
  tx: Tx,
  endpoint: Pick<WebhookEndpoint, 'id' | 'url'>,
  reason: 'gone' | 'failing',
  now: Date,
) => Promise<void>;

const SENDER = systemActor('worker');
const SWEEP_BATCH = 200;
/** A try that dies on the way is made again after this. */
const ATTEMPT_MS = 60_000;
const GONE = 410;

/** Carries deliveries to their endpoints until they arrive or are given up. */
@Injectable()
export class WebhookSender {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'webhooks'>,
  ) {}

  /**
   * The handler of `webhook.send`: one try, if one is due. Safe to call twice, and from two workers at once. No
   * transaction is open while the other side is asked.
   */
  async send(deliveryId: string, tellDisabled: TellDisabled): Promise<void> {
    const attempt = await this.database.asActor(SENDER, (tx) => this.begin(tx, deliveryId));
    if (!attempt) return;
    const outcome = await this.post(attempt);
    await this.database.asActor(SENDER, (tx) => this.record(tx, attempt, outcome, tellDisabled));
  }

  /** The sweep: asks for a job for each delivery that is due and that no job is expected to take up. @returns how many. */
  async sendDue(now: Date): Promise<number> {
    return this.database.asActor(SENDER, async (tx) => {
      const [due] = await tx.query<[{ id: string }[], number]>(
        `WITH due AS (
           SELECT d.id FROM webhook_delivery d JOIN webhook_endpoint e ON e.id = d.endpoint_id
           WHERE d.state = 'waiting' AND d.next_at <= $1 AND (d.claimed_until IS NULL OR d.claimed_until <= $1)
             AND e.state = 'active'
           ORDER BY d.next_at LIMIT $3 FOR UPDATE OF d SKIP LOCKED)
         UPDATE webhook_delivery d SET claimed_until = $2 FROM due WHERE d.id = due.id RETURNING d.id`,
        [now, new Date(now.getTime() + CLAIM_MS), SWEEP_BATCH],
      );
      for (const { id } of due) await requestJob(tx, 'webhook.send', { deliveryId: id });
      return due.length;
    });
  }

  /** Counts the try before it is made: one that dies on the way has been made all the same. */
  private async begin(tx: Tx, deliveryId: string): Promise<Attempt | null> {
    const now = this.clock.now();
    const delivery = await tx.findOne(WebhookDelivery, {
      where: { id: deliveryId },
      lock: { mode: 'pessimistic_write' },
    });
    if (delivery?.state !== 'waiting' || delivery.nextAt > now) return null;
    const endpoint = await tx.findOneBy(WebhookEndpoint, { id: delivery.endpointId, state: 'active' });
    if (!endpoint) return null;
    const attempts = delivery.attempts + 1;
    await tx.update(
      WebhookDelivery,
      { id: deliveryId },
      { attempts, nextAt: new Date(now.getTime() + ATTEMPT_MS), claimedUntil: null },
    );
    const secrets = await tx
      .createQueryBuilder(WebhookSecret, 's')
      .where('s.endpointId = :id AND (s.expiresAt IS NULL OR s.expiresAt > :now)', { id: endpoint.id, now })
      .orderBy('s.createdAt', 'DESC')
      .getMany();
    return { delivery: { ...delivery, attempts }, endpoint, sealed: secrets.map(({ sealed }) => sealed) };
  }

  private async post({ delivery, endpoint, sealed }: Attempt): Promise<PostOutcome> {
    const { allow, key } = this.config.webhooks;
    const secrets = sealed.flatMap((each) => (key && openSecret(key, endpoint.id, each)) ?? []);
    if (secrets.length === 0) return { status: null, error: 'secret_unreadable' };
    let url: URL;
    try {
      url = checkWebhookUrl(endpoint.url, allow);
    } catch (error) {
      if (error instanceof DomainError) return { status: null, error: 'url_refused' };
      throw error;
    }
    const body = JSON.stringify(delivery.payload);
    // By real time, whatever the desk's clock says: the receiver holds it against its own.
    const headers = signedHeaders(secrets, delivery.eventId, new SystemClock().now(), body);
    return postSigned(url, headers, body, { anyAddress: isAllowedByName(url, allow) });
  }

  private async record(
    tx: Tx,
    { delivery, endpoint }: Attempt,
    { status, error }: PostOutcome,
    tellDisabled: TellDisabled,
  ): Promise<void> {
    const now = this.clock.now();
    await tx.insert(WebhookAttempt, { deliveryId: delivery.id, at: now, status, error });
    const next = error === null || status === GONE ? null : nextTry(delivery.attempts, now);
    const state = error === null ? 'sent' : next ? 'waiting' : 'dead';
    // One that was sent anew meanwhile, or removed, is what that made of it.
    await tx.update(
      WebhookDelivery,
      { id: delivery.id, state: 'waiting', attempts: delivery.attempts },
      { state, ...(next ? { nextAt: next } : {}), lastStatus: status, lastError: error },
    );
    if (error === null) {
      if (endpoint.failingSince)
        await tx.update(WebhookEndpoint, { id: endpoint.id }, { failingSince: null });
      return;
    }
    await tx.update(WebhookEndpoint, { id: endpoint.id, failingSince: IsNull() }, { failingSince: now });
    const reason = status === GONE ? 'gone' : hasFailedTooLong(endpoint.failingSince, now) ? 'failing' : null;
    if (!reason) return;
    const { affected } = await tx.update(
      WebhookEndpoint,
      { id: endpoint.id, state: 'active' },
      { state: 'disabled', reason },
    );
    if (affected === 1) await tellDisabled(tx, endpoint, reason, now);
  }
}

interface Attempt {
  readonly delivery: WebhookDelivery;
  readonly endpoint: WebhookEndpoint;
  readonly sealed: readonly Buffer[];
}
